package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A device that proves itself each time it comes back and is lost all the same. The clock is moved
 * by the test, which is also the maintenance thread.
 */
class FlappingDeviceTest {
  private static final long SECOND = 1_000_000_000L;

  private static TwinRig rig() {
    return new TwinRig(
        TwinDeviceSpec.of("hisi_sec2", 3),
        FaultPlan.NONE,
        10_000,
        1,
        RebindPolicy.DEFAULT.withToleratedLosses(32));
  }

  private static BindingState state(TwinRig rig) {
    return rig.engine.binding().stats().state();
  }

  /** Binds, proves itself with enough jobs, and is lost. Returns how long it is left alone then. */
  private static long flap(TwinRig rig) {
    rig.maintain();
    QueueBinding binding = rig.engine.binding();
    Generation generation = binding.enter();
    assertTrue(generation != null, () -> "one probe brings it back: " + rig.engine.status());
    for (int i = 0; i < RebindPolicy.DEFAULT.provenJobs(); i++) {
      generation.countCompleted();
    }
    binding.evict(generation, EvictionCause.RESET);
    binding.exit(generation);
    long dueNs = binding.maintain();
    return dueNs - (System.nanoTime() + rig.aheadNs);
  }

  private static List<Long> flap(TwinRig rig, int times, long worksForNs) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long wait = flap(rig);
      waits.add(wait);
      rig.aheadNs += Math.max(0, wait) + worksForNs;
    }
    return waits;
  }

  @Test
  void aDeviceThatKeepsProvingItselfAndGettingLostEndsBarredForLong() {
    try (TwinRig rig = rig()) {
      List<Long> waits = flap(rig, 80, SECOND);
      assertTrue(waits.getFirst() < SECOND / 100, () -> "at first at once: " + waits);
      for (long wait : waits.subList(60, 80)) {
        assertTrue(wait > 29 * SECOND, () -> "at last after half a minute or more: " + waits);
      }
    }
  }

  @Test
  void aBarredDeviceIsLeftAlone() {
    try (TwinRig rig = rig()) {
      flap(rig, 50, SECOND);
      long wait = flap(rig);
      assertEquals(BindingState.QUARANTINED, state(rig));
      rig.aheadNs += wait / 2;
      rig.maintain();
      assertEquals(0, rig.device.queues().length);
      assertEquals(
          Outcome.Evicted.UNBOUND,
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
    }
  }

  @Test
  void lossesFarApartAreForgotten() {
    try (TwinRig rig = rig()) {
      for (long wait : flap(rig, 60, 120 * SECOND)) {
        assertTrue(wait < SECOND / 100, "left alone for " + wait + " ns");
      }
    }
  }
}
