package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A {@link GZIPInputStream} (RFC 1952) that decompresses with an {@link OffloadInflater}; headers,
 * trailers and concatenated members are the JDK's code. Made without a buffer size, it reads ahead
 * what its source has available where a queue would take that, up to 2 MiB: then up to so much of
 * what follows the last member may be gone from the source (with the JDK: up to 511 bytes).
 */
public class OffloadGZIPInputStream extends GZIPInputStream {
  private static final int DEFAULT_BUFFER_BYTES = 512;

  private final ReadAhead readAhead;
  private final byte[] ownBuffer;

  /**
   * As {@link GZIPInputStream#GZIPInputStream(InputStream, int)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadGZIPInputStream(InputStream in, int size) throws IOException {
    this(in, size, Offload.shared());
  }

  /**
   * As {@link GZIPInputStream#GZIPInputStream(InputStream)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadGZIPInputStream(InputStream in) throws IOException {
    this(in, Offload.shared());
  }

  /**
   * @param size bytes of the input buffer, 1 or more; a member that is to run on a queue has to fit
   *     into it
   * @param offload where jobs go; stays the caller's
   */
  public OffloadGZIPInputStream(InputStream in, int size, Offload offload) throws IOException {
    this(in, size, offload, null);
  }

  /**
   * @param offload where jobs go; stays the caller's
   */
  public OffloadGZIPInputStream(InputStream in, Offload offload) throws IOException {
    this(in, DEFAULT_BUFFER_BYTES, offload, new ReadAhead(offload, Operation.INFLATE_RAW));
  }

  private OffloadGZIPInputStream(InputStream in, int size, Offload offload, ReadAhead readAhead)
      throws IOException {
    super(in, size);
    inf = Replacement.of(inf, true, offload);
    this.readAhead = readAhead;
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
