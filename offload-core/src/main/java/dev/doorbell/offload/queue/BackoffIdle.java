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

  /**
   * Where as many wait as there are processors: one who polls finds the others' completions and
   * wakes them, and what the rest would spin and yield away is the time of those who have work.
   */
  private static final int SPINS_IN_A_CROWD = 30;

  private static final int YIELDS_IN_A_CROWD = 4;

  private static final long LEAST_PARK_NS = 10_000;
  private static final int MOST_DOUBLINGS = 4;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final BackoffIdle CROWDED =
      new BackoffIdle(onMoreThanOneProcessor(SPINS_IN_A_CROWD), YIELDS_IN_A_CROWD);

  private final int spins;
  private final int yields;

  public BackoffIdle() {
    this(onMoreThanOneProcessor(SPINS), YIELDS);
  }

  BackoffIdle(int spins, int yields) {
    this.spins = spins;
    this.yields = yields;
  }

  /**
   * Spinning on the only processor keeps the device's interrupt thread, or the twin, from running.
   */
  private static int onMoreThanOneProcessor(int spins) {
    return PROCESSORS > 1 ? spins : 0;
  }

  @Override
  public IdleStrategy among(int waiting) {
    return waiting > 1 && waiting >= PROCESSORS ? CROWDED : this;
  }

  @Override
  public void idle(int round) {
    if (round < spins) {
      Thread.onSpinWait();
    } else if (round < spins + yields) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(LEAST_PARK_NS << Math.min(round - spins - yields, MOST_DOUBLINGS));
    }
  }

  @Override
  public boolean spins(int round) {
    return round < spins;
  }

  @Override
  public boolean parks(int round) {
    return round >= spins + yields;
  }
}
