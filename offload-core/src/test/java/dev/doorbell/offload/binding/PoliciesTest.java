package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.job.Operation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Deadlines, waits between attempts, and the table of states. */
class PoliciesTest {
  private static final long MS = 1_000_000;

  @Test
  void deadlinesStayBetweenFloorAndCeiling() {
    DeadlinePolicy deadlines = new DeadlinePolicy(100 * MS, 2_000 * MS);
    for (int i = 0; i < 200; i++) {
      deadlines.record(Operation.AES_CBC, 64, i * MS, i * MS + 1_000);
    }
    assertEquals(100 * MS, deadlines.allowedNs(Operation.AES_CBC, 64, 0));
    assertEquals(2_000 * MS, deadlines.allowedNs(Operation.DEFLATE_RAW, 8 << 20, 0));
  }

  @Test
  void deadlinesFollowTheLatencyThatWasSeen() {
    DeadlinePolicy deadlines = new DeadlinePolicy(1 * MS, 10_000 * MS);
    for (int i = 0; i < 200; i++) {
      deadlines.record(Operation.AES_CBC, 64, 100L * i * MS, (100L * i + 10) * MS);
    }
    long allowed = deadlines.allowedNs(Operation.AES_CBC, 64, 0);
    assertTrue(allowed > 70 * MS && allowed < 90 * MS, "8 times 10 ms expected, was " + allowed);
  }

  @Test
  void deadlinesGrowWithTheSize() {
    DeadlinePolicy deadlines = new DeadlinePolicy(1, Long.MAX_VALUE);
    assertTrue(
        deadlines.allowedNs(Operation.DEFLATE_RAW, 8 << 20, 0)
            > 100 * deadlines.allowedNs(Operation.DEFLATE_RAW, 64, 0));
  }

  @Test
  void deadlinesGrowWithTheJobsAhead() {
    DeadlinePolicy deadlines = new DeadlinePolicy(1, Long.MAX_VALUE);
    assertEquals(
        6 * deadlines.allowedNs(Operation.AES_CBC, 64, 0),
        deadlines.allowedNs(Operation.AES_CBC, 64, 5));
  }

  @Test
  void waitingBehindOtherJobsDoesNotCountAsLatency() {
    DeadlinePolicy deadlines = new DeadlinePolicy(1, Long.MAX_VALUE);
    for (int i = 0; i < 200; i++) {
      // All submitted at once, one finished each millisecond.
      deadlines.record(Operation.AES_CBC, 64, 0, (i + 1) * MS);
    }
    assertTrue(deadlines.allowedNs(Operation.AES_CBC, 64, 0) <= 9 * MS);
  }

  @Test
  void waitsDoubleUpToTheLongestAndAreJittered() {
    RebindPolicy policy = new RebindPolicy(1 * MS, 60_000 * MS, 32, 6);
    SplittableRandom random = new SplittableRandom(1);
    for (int failures = 1; failures < 70; failures++) {
      long range = Math.min(60_000 * MS, failures > 30 ? Long.MAX_VALUE : MS << failures - 1);
      for (int i = 0; i < 20; i++) {
        long delay = policy.delayNs(failures, random);
        assertTrue(delay >= range / 2 && delay <= range, failures + " failures: " + delay);
      }
    }
  }

  @Test
  void aLossLosesHalfOfItsWeightInAHalfLife() {
    RecentLosses losses = new RecentLosses(1_000 * MS);
    for (int i = 0; i < 64; i++) {
      losses.add(5 * MS);
    }
    assertEquals(64, losses.count(5 * MS));
    assertEquals(32, losses.count(1_005 * MS));
    assertEquals(1, losses.count(6_005 * MS));
    assertEquals(0, losses.count(60_005 * MS));
  }

  @Test
  void regularLossesStandAtTheirShareOfTheHalfLife() {
    RecentLosses losses = new RecentLosses(600_000 * MS);
    for (long t = 0; t < 20_000; t++) {
      losses.add(t * 20_000 * MS);
    }
    // 600 s / 20 s / ln 2, and half a loss more right after one of them.
    assertEquals(44, losses.count(19_999L * 20_000 * MS));
  }

  @Test
  void illegalTransitionsThrow() {
    assertThrows(IllegalStateException.class, () -> BindingState.EVICTED.to(BindingState.ACTIVE));
    assertThrows(IllegalStateException.class, () -> BindingState.ACTIVE.to(BindingState.EVICTED));
    assertThrows(IllegalStateException.class, () -> BindingState.CLOSED.to(BindingState.UNBOUND));
    assertEquals(BindingState.ACTIVE, BindingState.PROBATION.to(BindingState.ACTIVE));
  }
}
