package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Ours in place of the ones that the JDK's stream classes have just made, which are ended at once;
 * or the same ones, where there is no {@link Offload} to work with (see {@link SharedOffload}).
 */
final class Replacement {
  private Replacement() {}

  static Deflater of(Deflater original, int level, boolean nowrap, @Nullable Offload offload) {
    if (offload == null) {
      return original;
    }
    original.end();
    return new OffloadDeflater(level, nowrap, offload);
  }

  /**
   * @param bufferBytes size of the stream's own buffer: what the JDK's class would feed at a time,
   *     however much was read ahead
   */
  static Inflater of(
      Inflater original, boolean nowrap, @Nullable Offload offload, int bufferBytes) {
    if (offload == null) {
      return original;
    }
    original.end();
    OffloadInflater ours = new OffloadInflater(nowrap, offload);
    ours.feedSoftwareInPortionsOf(bufferBytes);
    return ours;
  }
}
