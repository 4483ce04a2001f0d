package dev.doorbell.offload.queue;

import java.util.concurrent.locks.LockSupport;

/**
 * Spins for as long as a small job takes, then lets other threads run, then parks for growing
 * times. A completion unparks its waiter, so the park times bound only what happens when nobody
 * else polls. Stateless; virtual threads yield and park like any other.
 */
public final class BackoffIdle implements IdleStrategy {
  /**
   * With some 30 ns a round this spins for about 10 µs, which covers a small job's round trip. Not
   * for longer: on a busy machine whoever is to do the work may be waiting for this very processor,
   * and each round trip would then cost the whole spin.
   */
  private static final int SPINS = 300;

  private static final int YIELDS = 100;
  private static final long LEAST_PARK_NS = 10_000;
  private static final int MOST_DOUBLINGS = 4;

  private final int spins;

  public BackoffIdle() {
    // Spinning on the only processor keeps the device's interrupt thread, or the twin, from
    // running.
    this(Runtime.getRuntime().availableProcessors() > 1 ? SPINS : 0);
  }

  BackoffIdle(int spins) {
    this.spins = spins;
  }

  @Override
  public void idle(int round) {
    if (round < spins) {
      Thread.onSpinWait();
    } else if (round < spins + YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(LEAST_PARK_NS << Math.min(round - spins - YIELDS, MOST_DOUBLINGS));
    }
  }

  @Override
  public boolean spins(int round) {
    return round < spins;
  }

  @Override
  public boolean parks(int round) {
    return round >= spins + YIELDS;
  }
}
