package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Ours in place of the ones that the JDK's stream classes have just made, which are ended at once.
 */
final class Replacement {
  private Replacement() {}

  static Deflater of(Deflater original, int level, boolean nowrap, Offload offload) {
    original.end();
    return new OffloadDeflater(level, nowrap, offload);
  }

  static Inflater of(Inflater original, boolean nowrap, Offload offload) {
    original.end();
    return new OffloadInflater(nowrap, offload);
  }
}
