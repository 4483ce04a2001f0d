package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A {@link GZIPOutputStream} (RFC 1952) that compresses with an {@link OffloadDeflater}; header and
 * trailer are the JDK's code.
 */
public class OffloadGZIPOutputStream extends GZIPOutputStream {
  private static final int DEFAULT_BUFFER_BYTES = 512;

  /**
   * As {@link GZIPOutputStream#GZIPOutputStream(OutputStream, int)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadGZIPOutputStream(OutputStream out, int size) throws IOException {
    this(out, size, false);
  }

  /**
   * As {@link GZIPOutputStream#GZIPOutputStream(OutputStream, int, boolean)}, over the process's
   * shared {@link Offload}.
   */
  public OffloadGZIPOutputStream(OutputStream out, int size, boolean syncFlush) throws IOException {
    super(out, size, syncFlush);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, true, SharedOffload.get());
  }

  /**
   * As {@link GZIPOutputStream#GZIPOutputStream(OutputStream)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadGZIPOutputStream(OutputStream out) throws IOException {
    this(out, DEFAULT_BUFFER_BYTES, false);
  }

  /**
   * As {@link GZIPOutputStream#GZIPOutputStream(OutputStream, boolean)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadGZIPOutputStream(OutputStream out, boolean syncFlush) throws IOException {
    this(out, DEFAULT_BUFFER_BYTES, syncFlush);
  }

  /**
   * @param size bytes of the output buffer, 1 or more
   * @param offload where jobs go; stays the caller's
   */
  public OffloadGZIPOutputStream(OutputStream out, int size, boolean syncFlush, Offload offload)
      throws IOException {
    Objects.requireNonNull(offload, "offload");
    super(out, size, syncFlush);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, true, offload);
  }
}
