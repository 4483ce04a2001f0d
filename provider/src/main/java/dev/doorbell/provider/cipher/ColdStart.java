package dev.doorbell.provider.cipher;

/**
 * The time in which SunJCE's GCM runs at a hundredth of its speed when it gets a large message at
 * once. Until the {@link WarmUp} has played to its end (where it is switched off, for ever), such
 * messages go to the software engine, which cuts them into pieces: the more calls, the sooner they
 * are compiled, and pieces of 16 KiB are as fast as the whole later on.
 *
 * <p>Only GCM has it: an object of ours in front of SunJCE's costs some 2 ns per call, which GCM
 * does not feel but an update of CBC or CTR does, and those are not nearly as slow when cold.
 */
final class ColdStart {
  /** The process's own. Smaller messages are many calls by themselves. */
  static final ColdStart OF_PROCESS = new ColdStart(32 << 10);

  private final int floorBytes;
  private volatile boolean over;

  /**
   * @param floorBytes messages from this size on are cut
   */
  ColdStart(int floorBytes) {
    this.floorBytes = floorBytes;
  }

  int floorBytes() {
    return floorBytes;
  }

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }
}
