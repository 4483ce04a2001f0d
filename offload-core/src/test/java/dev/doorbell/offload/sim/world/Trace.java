package dev.doorbell.offload.sim.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A hash of all that happened in a run, and on demand the last of it for people. */
final class Trace {
  private static final int KEPT = 400;

  private final ArrayDeque<long[]> last = new ArrayDeque<>();
  private final boolean keep;
  private long hash;

  Trace(boolean keep) {
    this.keep = keep;
  }

  /**
   * @param who a fiber's number, −1 the scheduler, −2 a device
   * @param what a point's number, or a step's
   */
  void add(int who, int what) {
    hash = (hash ^ what ^ (long) who << 40) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
    if (keep) {
      last.add(new long[] {who, what});
      if (last.size() > KEPT) {
        last.remove();
      }
    }
  }

  long hash() {
    return hash;
  }

  List<Object> lastSteps() {
    return new ArrayList<>(last);
  }
}
