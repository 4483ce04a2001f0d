package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GZIPInputStream} (RFC 1952) that decompresses with an {@link OffloadInflater}; headers,
 * trailers and concatenated members are the JDK's code. Made without a buffer size, it reads ahead
 * what its source has available where a queue would take that, up to 2 MiB: then up to so much of
 * what follows the last member may be gone from the source (with the JDK: up to 511 bytes).
 * Subclasses, which can see the buffer, never read ahead.
 */
public class OffloadGZIPInputStream extends GZIPInputStream {
  private static final int DEFAULT_BUFFER_BYTES = 512;

  private final @Nullable ReadAhead readAhead;
  private final byte[] ownBuffer;

  /**
   * As {@link GZIPInputStream#GZIPInputStream(InputStream, int)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadGZIPInputStream(InputStream in, int size) throws IOException {
    this(SharedOffload.get(), in, size, false);
  }

  /**
   * As {@link GZIPInputStream#GZIPInputStream(InputStream)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadGZIPInputStream(InputStream in) throws IOException {
    this(SharedOffload.get(), in, DEFAULT_BUFFER_BYTES, true);
  }

  /**
   * @param size bytes of the input buffer, 1 or more; a member that is to run on a queue has to fit
   *     into it
   * @param offload where jobs go; stays the caller's
   */
  public OffloadGZIPInputStream(InputStream in, int size, Offload offload) throws IOException {
    this(Objects.requireNonNull(offload, "offload"), in, size, false);
  }

  /**
   * @param offload where jobs go; stays the caller's
   */
  public OffloadGZIPInputStream(InputStream in, Offload offload) throws IOException {
    this(Objects.requireNonNull(offload, "offload"), in, DEFAULT_BUFFER_BYTES, true);
  }

  private OffloadGZIPInputStream(
      @Nullable Offload offload, InputStream in, int size, boolean mayReadAhead)
      throws IOException {
    super(in, size);
    inf = Replacement.of(inf, true, offload, buf.length);
    // A subclass sees the buffer and may give back what is left in it to a source that takes no
    // more than the JDK's 512 bytes.
    readAhead =
        offload != null && mayReadAhead && getClass() == OffloadGZIPInputStream.class
            ? new ReadAhead(offload, Operation.INFLATE_RAW)
            : null;
    ownBuffer = buf;
  }

  @Override
  protected void fill() throws IOException {
    if (readAhead == null) {
      super.fill();
      return;
    }
    readAhead.rethrow();
    buf = ownBuffer;
    super.fill();
    if (len == buf.length && inf.getBytesRead() == 0 && readAhead.extend(in, buf)) {
      buf = readAhead.bytes();
      len = readAhead.length();
      inf.setInput(buf, 0, len);
    }
  }
}
