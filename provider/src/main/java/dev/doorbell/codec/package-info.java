/**
 * The {@code java.util.zip} face: {@link dev.doorbell.codec.OffloadDeflater}, {@link dev.doorbell.codec.OffloadInflater} and the streams
 * around them, drop-in subtypes of the JDK's classes. The top of the flow: calling rules, buffering and framing end here; below there are
 * only jobs for {@link dev.doorbell.offload.Offload}.
 *
 * <p>Software is the superclass itself, decided per stream at its first bytes, so that a stream that no queue wants gives the JDK's own
 * bytes at the JDK's own speed. A stream that a queue wants is cut into self-contained pieces (deflate) or tried as one whole message
 * (inflate). Formats: RFC 1950 (zlib) and RFC 1951 (raw deflate); gzip's frame (RFC 1952) is the JDK's stream classes'.
 *
 * <p>Differences from the JDK, all within its documented contract:
 *
 * <ul>
 *   <li>Compressed bytes may differ where a queue made them, and not for the same sequence of calls only: engines ignore level and
 *       strategy as they must. What comes out never exceeds zlib's own {@code deflateBound} by more than 16 bytes, and each flush.
 *   <li>A whole message that a queue inflated reports its consumed bytes in proportion to what was handed out, and the last of them with
 *       the last byte of output; the JDK's steps are those of zlib's decoder.
 *   <li>Default-sized {@code Offload…InputStream}s may read ahead what their source has available, where a queue would take it.
 * </ul>
 *
 * <p>Any thread; each object has one lock, as the JDK's have, and holds it while its job runs.
 */
package dev.doorbell.codec;
