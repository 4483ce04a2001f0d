package dev.doorbell.offload.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Picks one of each {@code every} jobs of an engine. Its place among them changes from one lot to
 * the next, so that a caller that repeats itself (encrypt, decrypt, encrypt) has each of its steps
 * looked at in time.
 *
 * <p>One counter for each engine, and none for each thread: a per-thread count would start anew
 * with each short-lived virtual thread and never get to its sample. All jobs of an engine meet at
 * its ring's lock anyway; one addition more does not add a place to wait at.
 */
final class Sampling {
  private final int every;
  private final AtomicLong[] jobs;

  /**
   * @param every 1: each job
   * @param engines how many engines are counted, by index from 0
   */
  Sampling(int every, int engines) {
    if (every < 1) {
      throw new IllegalArgumentException("every=" + every + ", allowed: 1 or more");
    }
    this.every = every;
    jobs = new AtomicLong[engines];
    for (int i = 0; i < engines; i++) {
      jobs[i] = new AtomicLong();
    }
  }

  /** Counts a job of {@code engine} and says whether it is one of the sample. */
  boolean picks(int engine) {
    if (every == 1) {
      return true;
    }
    long n = jobs[engine].getAndIncrement();
    return n % every == Math.floorMod(mix(n / every + engine), every);
  }

  /** The finaliser of SplitMix64: spreads neighbouring numbers over all 64 bits. */
  private static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
