package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A {@link DeflaterOutputStream} that compresses with an {@link OffloadDeflater} unless it is given
 * another deflater.
 */
public class OffloadDeflaterOutputStream extends DeflaterOutputStream {
  /** As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream, Deflater, int, boolean)}. */
  public OffloadDeflaterOutputStream(OutputStream out, Deflater def, int size, boolean syncFlush) {
    super(out, def, size, syncFlush);
  }

  /** As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream, Deflater, int)}. */
  public OffloadDeflaterOutputStream(OutputStream out, Deflater def, int size) {
    super(out, def, size);
  }

  /** As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream, Deflater, boolean)}. */
  public OffloadDeflaterOutputStream(OutputStream out, Deflater def, boolean syncFlush) {
    super(out, def, syncFlush);
  }

  /** As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream, Deflater)}. */
  public OffloadDeflaterOutputStream(OutputStream out, Deflater def) {
    super(out, def);
  }

  /**
   * As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream, boolean)}, over the process's
   * shared {@link Offload}.
   */
  public OffloadDeflaterOutputStream(OutputStream out, boolean syncFlush) {
    super(out, syncFlush);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, false, SharedOffload.get());
  }

  /**
   * As {@link DeflaterOutputStream#DeflaterOutputStream(OutputStream)}, over the process's shared
   * {@link Offload}.
   */
  public OffloadDeflaterOutputStream(OutputStream out) {
    this(out, false);
  }

  /**
   * @param offload where jobs go; stays the caller's
   */
  public OffloadDeflaterOutputStream(OutputStream out, boolean syncFlush, Offload offload) {
    Objects.requireNonNull(offload, "offload");
    // The superclass has to make its own deflater: that is how it knows that close() must end the
    // one in the field.
    super(out, syncFlush);
    def = Replacement.of(def, Deflater.DEFAULT_COMPRESSION, false, offload);
  }
}
