package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.queue.IdleStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a device costs that takes jobs and answers none, counted in expired deadlines. The limit is
 * for a device that nobody takes away: all would wait for it until the end.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HungDeviceTest {
  private static final long MS = 1_000_000;
  private static final int THREADS = 16;
  private static final int JOBS_EACH = 200;
  private static final int PROBES = 5;

  /**
   * The clock is moved by a thread of the test, so that deadlines of ten seconds pass at once, and
   * none passes before the device hangs, however busy the machine is.
   */
  @Test
  void aHungDeviceCostsEachSubmittingThreadOneDeadlineAtMost() throws InterruptedException {
    AtomicBoolean hung = new AtomicBoolean();
    TwinRig rig =
        new TwinRig(
            TwinDeviceSpec.of("hisi_sec2", 3),
            event -> hung.get() ? Fault.of(FaultKind.LOSE) : Fault.NONE,
            10_000);
    rig.maintain();
    assertEquals(BindingState.ACTIVE, rig.engine.binding().stats().state());
    hung.set(true);

    CountDownLatch firstProbes = new CountDownLatch(1);
    AtomicReference<Outcome> unexpected = new AtomicReference<>();
    AtomicIntegerArray deadlines = new AtomicIntegerArray(THREADS);
    List<Thread> callers = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int me = t;
      Jobs.Checked job = Jobs.cbc(new SplittableRandom(t), 4);
      Runnable caller =
          () -> {
            for (int i = 0; i < JOBS_EACH; i++) {
              if (i == JOBS_EACH / 2) {
                awaitUninterruptibly(firstProbes);
              }
              Outcome outcome = rig.engine.execute(job.job(), new JobResult());
              if (outcome == Outcome.Evicted.TIMEOUT) {
                deadlines.incrementAndGet(me);
              } else if (outcome != Outcome.Evicted.UNBOUND) {
                unexpected.set(outcome);
              }
            }
          };
      callers.add(
          t % 2 == 0 ? Thread.ofPlatform().start(caller) : Thread.ofVirtual().start(caller));
    }
    TwinRig.await("all wait for the device", () -> rig.pool.lentBytes() >= THREADS * (8 << 10));

    AtomicBoolean over = new AtomicBoolean();
    Thread clock =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                rig.aheadNs += 1_000 * MS;
                Thread.yield();
              }
            });
    // The maintenance: probes that the device, still hung, does not answer either.
    while (timeouts(rig) < PROBES) {
      rig.maintain();
    }
    firstProbes.countDown();
    while (timeouts(rig) < 2 * PROBES) {
      rig.maintain();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertNull(unexpected.get());
    for (int t = 0; t < THREADS; t++) {
      assertTrue(deadlines.get(t) <= 1, "deadlines of each thread: " + deadlines);
    }

    hung.set(false);
    while (rig.engine.binding().stats().state() != BindingState.ACTIVE) {
      rig.maintain();
    }
    over.set(true);
    clock.join();
    rig.close();
    assertEquals(0, rig.pool.lentBytes());
  }

  /** Whoever yields is away for twenty seconds, on the clock of the test. */
  private static final class LongTurns implements IdleStrategy {
    TwinRig rig;
    int turns;

    @Override
    public void idle(int round) {
      if (rig == null) {
        Thread.yield();
      } else {
        turns++;
        rig.aheadNs += 20_000 * MS;
      }
    }

    @Override
    public boolean spins(int round) {
      return false;
    }

    @Override
    public boolean parks(int round) {
      return false;
    }
  }

  @Test
  void aDeadlineThatPassedWhileTheCallerWasAwayIsNoticedAtItsNextTurn() {
    AtomicBoolean hung = new AtomicBoolean();
    LongTurns idle = new LongTurns();
    try (TwinRig rig =
        new TwinRig(
            TwinDeviceSpec.of("hisi_sec2", 3),
            event -> hung.get() ? Fault.of(FaultKind.LOSE) : Fault.NONE,
            10_000,
            1,
            RebindPolicy.DEFAULT,
            idle)) {
      rig.maintain();
      hung.set(true);
      idle.rig = rig;
      Outcome outcome =
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 4).job(), new JobResult());
      assertEquals(Outcome.Evicted.TIMEOUT, outcome);
      assertEquals(1, idle.turns);
    }
  }

  private static long timeouts(TwinRig rig) {
    return rig.engine.binding().stats().evictions().getOrDefault(EvictionCause.TIMEOUT, 0L);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
