package dev.doorbell.offload.queue;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffIdleTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private final BackoffIdle idle = new BackoffIdle();

  @Test
  void whoWaitsAloneSpinsAndYieldsAsLongAsEver() {
    assertSame(idle, idle.among(1));
  }

  @Test
  void asManyWaitersAsProcessorsParkSooner() {
    IdleStrategy crowded = idle.among(Math.max(2, PROCESSORS));
    assertTrue(
        firstPark(crowded) * 5 < firstPark(idle), firstPark(crowded) + ", " + firstPark(idle));
  }

  @Test
  void noWaiterSpinsOnTheOnlyProcessor() {
    for (int waiting = 1; waiting < 4; waiting++) {
      assertTrue(PROCESSORS > 1 == idle.among(waiting).spins(0));
    }
  }

  @Test
  void whoParksDoesNotSpinAnyMore() {
    for (int waiting : new int[] {1, PROCESSORS + 1}) {
      IdleStrategy strategy = idle.among(waiting);
      assertFalse(strategy.spins(firstPark(strategy)));
    }
  }

  private static int firstPark(IdleStrategy strategy) {
    int round = 0;
    while (!strategy.parks(round)) {
      round++;
    }
    return round;
  }
}
