package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;

/**
 * A {@link ZipOutputStream} that compresses with an {@link OffloadDeflater}. An entry whose
 * compressed size the caller sets must be compressed by what he measured it with, as with the
 * JDK's: another compressor's bytes have another size.
 */
public class OffloadZipOutputStream extends ZipOutputStream {
  /**
   * As {@link ZipOutputStream#ZipOutputStream(OutputStream)}, over the process's shared {@link
   * Offload}.
   */
  public OffloadZipOutputStream(OutputStream out) {
    this(out, StandardCharsets.UTF_8);
  }

  /**
   * As {@link ZipOutputStream#ZipOutputStream(OutputStream, Charset)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadZipOutputStream(OutputStream out, Charset charset) {
    super(out, charset);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, true, SharedOffload.get());
  }

  /**
   * @param offload where jobs go; stays the caller's
   */
  public OffloadZipOutputStream(OutputStream out, Charset charset, Offload offload) {
    Objects.requireNonNull(offload, "offload");
    super(out, charset);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, true, offload);
  }
}
