/**
 * The {@code java.util.zip} face: {@link dev.doorbell.codec.OffloadDeflater}, {@link
 * dev.doorbell.codec.OffloadInflater} and the streams around them, drop-in subtypes of the JDK's
 * classes. The top of the flow: calling rules, buffering and framing end here; below there are only
 * jobs for {@link dev.doorbell.offload.Offload}.
 *
 * <p>Who does a stream is decided at its first bytes. One that a queue wants is cut into
 * self-contained pieces (deflate) or tried as one whole message (inflate); so it is where none does
 * but the software engine has a library that is faster than the JDK's. All else is done by the
 * JDK's own classes, with the JDK's own bytes at the JDK's own speed. Formats: RFC 1950 (zlib) and
 * RFC 1951 (raw deflate); gzip's frame (RFC 1952) is the JDK's stream classes'.
 *
 * <p>Differences from the JDK, all within its documented contract:
 *
 * <ul>
 *   <li>Compressed bytes may differ where a queue or a library made them, and from run to run where
 *       a queue comes or goes. Engines may ignore level and strategy. For each piece and each flush
 *       the output is at most what stored blocks would take (5 bytes for 65,535) plus an empty
 *       block (5 bytes), which keeps it within zlib's {@code deflateBound} plus 16 bytes, and 10
 *       bytes for each flush.
 *   <li>A stream that a queue will take gives its bytes out when a piece is full, at a flush, or at
 *       the end: {@code needsInput()} is true sooner, and a call has nothing to return more often.
 *       The zlib header comes with the first call, as the JDK's does.
 *   <li>A flush into a very small buffer has one marker, where zlib repeats it.
 *   <li>A whole message that a queue inflated reports its consumed bytes in proportion to what was
 *       handed out, and the last of them with the last byte of output; the JDK's steps are those of
 *       zlib's decoder.
 *   <li>{@code Offload…InputStream}s that are made without a buffer size may read ahead what their
 *       source has available, where a queue would take it: up to 2 MiB, and for zip entries never
 *       beyond the entry.
 *   <li>An inflater that is given a raw dictionary in the middle of a message that is being handed
 *       out goes on with that message.
 * </ul>
 *
 * <p>Beside it stands zstd (RFC 8878), over zstd-jni: {@link
 * dev.doorbell.codec.OffloadZstdOutputStream}, {@link dev.doorbell.codec.OffloadZstdInputStream}
 * and {@link dev.doorbell.codec.OffloadZstdCompressor}. zstd's compressor makes each frame; a queue
 * may search its blocks for matches.
 *
 * <p>Any thread; each object has one lock, as the JDK's have, and holds it while its job runs.
 */
@NullMarked
package dev.doorbell.codec;

import org.jspecify.annotations.NullMarked;
