package dev.doorbell.offload.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.binding.BindingState;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.dispatch.Dispatcher;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Quarantine;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.posix.SystemCalls;
import dev.doorbell.offload.route.RoutePolicy;
import dev.doorbell.offload.route.Router;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Memory that a lost device may still write: counted, bounded, wiped, and back in the end. */
class QuarantineBoundTest {
  private static final long SLAB = StagingPool.SMALLEST_BYTES;

  private final JobResult result = new JobResult();

  private static GuardedJob job() {
    return GuardedJob.cbc(new SplittableRandom(1), 1024);
  }

  /** The kernel with another user of the device in this process, who keeps the address space. */
  private static int foreignUser(HostileRig rig) {
    String node = rig.twin.deviceRoot().resolve(rig.device.name()).toString();
    return rig.twin.systemCalls().open(node, SystemCalls.O_RDWR);
  }

  private void loseOneJob(HostileRig rig) {
    rig.recover();
    rig.device.unbind(rig.device.queues()[0]);
    assertEquals(Outcome.Evicted.TIMEOUT, rig.engine.execute(job().job(), result));
  }

  private static String reasonOf(HostileRig rig, Job job) {
    Dispatcher dispatcher =
        new Dispatcher(
            new Router(
                new DoneEngine(), List.of(rig.engine), new RoutePolicy(0, Map.of(), Set.of())));
    dispatcher.execute(job, new JobResult());
    return dispatcher.counters().rows().getFirst().reason();
  }

  @Test
  void atTheBoundTheDeviceGetsNoMoreJobsUntilItsMemoryIsSafe() {
    try (HostileRig rig = new HostileRig(TwinDeviceSpec.of("hisi_sec2", 3), 2 * SLAB)) {
      int foreign = foreignUser(rig);
      loseOneJob(rig);
      loseOneJob(rig);
      for (int i = 0; i < 20; i++) {
        rig.maintain(200);
        assertTrue(rig.engine.binding().stats().quarantinedBytes() <= 2 * SLAB);
      }
      assertEquals(2 * SLAB, rig.engine.binding().stats().quarantinedBytes());
      assertEquals(BindingState.QUARANTINED, rig.state());
      assertEquals("QUARANTINED", reasonOf(rig, job().job()));
      rig.twin.systemCalls().close(foreign);
      rig.recover();
      assertEquals(0, rig.engine.binding().stats().quarantinedBytes());
      assertEquals(0, rig.lentBytes());
      assertEquals("PREFERRED", reasonOf(rig, job().job()));
      assertEquals(2 * SLAB, rig.engine.binding().stats().highestQuarantinedBytes());
    }
  }

  @Test
  void aJobThatWouldExceedTheBoundIfItWereLostIsNotShownToTheDevice() {
    try (HostileRig rig = new HostileRig(TwinDeviceSpec.of("hisi_sec2", 3), 3 * SLAB)) {
      int foreign = foreignUser(rig);
      loseOneJob(rig);
      loseOneJob(rig);
      rig.recover();
      GuardedJob large = GuardedJob.cbc(new SplittableRandom(2), 6000);
      assertEquals(Outcome.Busy.QUARANTINE_FULL, rig.engine.execute(large.job(), result));
      assertEquals("QUARANTINED", reasonOf(rig, large.job()));
      assertTrue(large.isUntouchedBehind(0));
      assertEquals(Outcome.Done.DONE, rig.engine.execute(job().job(), result));
      rig.twin.systemCalls().close(foreign);
    }
  }

  @Test
  void aKnownAnswerThatIsAboveTheBoundIsNotWaitedFor() {
    try (HostileRig rig = new HostileRig(TwinDeviceSpec.of("hisi_zip", 3), SLAB)) {
      rig.maintain(1);
      assertEquals(BindingState.ACTIVE, rig.state(), "others were right");
      assertTrue(rig.nowNs() < 500_000_000, "bound after " + rig.nowNs() + " ns");
    }
  }

  @Test
  void jobsInFlightCountAgainstTheBound() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Quarantine quarantine = new Quarantine(pool, 3 * SLAB);
      assertTrue(quarantine.admit(SLAB));
      assertTrue(quarantine.admit(2 * SLAB));
      assertTrue(!quarantine.admit(SLAB), "every one of them may be abandoned in the next moment");
      quarantine.discharge(SLAB);
      assertTrue(quarantine.admit(SLAB));
    }
  }

  @Test
  void whatLeavesTheQuarantineIsWiped() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Quarantine quarantine = new Quarantine(pool, 1 << 20);
      Staging secret = pool.acquire(SLAB);
      assertNotNull(secret);
      assertTrue(quarantine.admit(SLAB));
      secret.use(SLAB);
      secret.memory().fill((byte) 0x5A);
      quarantine.add(secret);
      assertEquals(0x5A, secret.memory().get(ValueLayout.JAVA_BYTE, 0), "kept as it is till then");
      quarantine.releaseAll();
      for (long i = 0; i < SLAB; i++) {
        assertEquals(0, secret.memory().get(ValueLayout.JAVA_BYTE, i));
      }
      assertEquals(0, quarantine.bytes());
      assertEquals(0, pool.lentBytes());
    }
  }

  @Test
  void eachDeviceHasItsOwnBound() {
    try (HostileRig lost = new HostileRig(TwinDeviceSpec.of("hisi_sec2", 3), SLAB);
        HostileRig sound = new HostileRig(TwinDeviceSpec.of("hisi_sec2", 3), SLAB)) {
      int foreign = foreignUser(lost);
      loseOneJob(lost);
      sound.recover();
      assertEquals(Outcome.Done.DONE, sound.engine.execute(job().job(), result));
      lost.twin.systemCalls().close(foreign);
    }
  }

  /** Software that has always finished: only routes matter here. */
  private static final class DoneEngine implements Engine {
    @Override
    public String name() {
      return "software";
    }

    @Override
    public Capability capability(Operation operation) {
      return new Capability(operation, 0, Long.MAX_VALUE);
    }

    @Override
    public EngineStatus status() {
      return EngineStatus.ALWAYS_READY;
    }

    @Override
    public Outcome execute(Job job, JobResult result) {
      result.set(job.inputBytes(), job.inputBytes());
      return Outcome.Done.DONE;
    }
  }
}
