package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An evicted queue that comes back and executes what was left in its ring. */
class LateExecutionTest {
  private static final byte OWNED = 0x33;

  private static TwinRig rigByHand() {
    TwinRig rig = new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.NONE, 10_000);
    TwinRig.await(
        "active",
        () -> {
          rig.maintain();
          return rig.engine.binding().stats().state() == BindingState.ACTIVE;
        });
    return rig;
  }

  /**
   * Runs one job on a queue that does not answer, until its deadline. That passes because the clock
   * is moved: one that is short enough to wait for could also strike the known answers of a busy
   * machine.
   */
  private static void abandonOneJob(TwinRig rig) {
    Jobs.Checked job = Jobs.cbc(new SplittableRandom(1), 64);
    AtomicBoolean over = new AtomicBoolean();
    Thread clock =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                rig.aheadNs += 1_000_000_000L;
                Thread.yield();
              }
            });
    Outcome outcome = rig.engine.execute(job.job(), new JobResult());
    over.set(true);
    try {
      clock.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertEquals(Outcome.Evicted.TIMEOUT, outcome);
    assertTrue(job.isUntouched());
  }

  /**
   * Many slabs of the abandoned job's size, more than the pool had idle, each filled by its new
   * owner.
   */
  private static List<Staging> takeEverything(TwinRig rig, long like) {
    List<Staging> taken = new ArrayList<>();
    while (taken.size() < 500) {
      Staging staging = rig.pool.acquire(like);
      staging.use(staging.sizeBytes());
      staging.memory().fill(OWNED);
      taken.add(staging);
    }
    return taken;
  }

  private static boolean allAsTheirOwnersLeftThem(List<Staging> taken) {
    for (Staging staging : taken) {
      for (long i = 0; i < staging.sizeBytes(); i++) {
        if (staging.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) != OWNED) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void aLateWriteNeverReachesMemoryThatHasAnotherOwner() {
    TwinRig rig = rigByHand();
    int queue = rig.device.queues()[0];
    rig.device.unbind(queue);
    abandonOneJob(rig);
    List<Staging> taken = takeEverything(rig, 4096);
    rig.device.rebind(queue);
    TwinRig.await("the job was executed late", () -> rig.device.stats().executedLate() == 1);
    assertTrue(allAsTheirOwnersLeftThem(taken));
    assertNotEquals(0, rig.engine.binding().stats().quarantinedBytes());
    taken.forEach(rig.pool::release);
    rig.close();
    assertEquals(0, rig.pool.lentBytes());
  }

  @Test
  void aJobThatOutlivesItsClosedQueueWritesNothingOnceTheQuarantineHasEnded() {
    TwinRig rig = rigByHand();
    int queue = rig.device.queues()[0];
    rig.device.unbind(queue);
    abandonOneJob(rig);
    rig.maintain();
    assertEquals(
        0,
        rig.engine.binding().stats().quarantinedBytes(),
        "closed: the device has lost the address space");
    List<Staging> taken = takeEverything(rig, 4096);
    TwinRig.await(
        "active again",
        () -> {
          rig.maintain();
          return rig.engine.binding().stats().state() == BindingState.ACTIVE;
        });
    assertEquals(0, rig.device.stats().executedLate());
    assertEquals(1, rig.device.stats().droppedZombies());
    assertTrue(allAsTheirOwnersLeftThem(taken));
    taken.forEach(rig.pool::release);
    rig.close();
  }

  @Test
  void theQuarantineLastsWhileSomethingElseInTheProcessHoldsTheDevice() {
    TwinRig rig = rigByHand();
    int queue = rig.device.queues()[0];
    String node = rig.twin.deviceRoot().resolve(rig.device.name()).toString();
    int foreign = rig.twin.systemCalls().open(node, 2);
    rig.device.unbind(queue);
    abandonOneJob(rig);
    rig.maintain();
    List<Staging> taken = takeEverything(rig, 4096);
    rig.device.rebind(queue);
    TwinRig.await(
        "the stuck job was executed after its queue was closed",
        () -> rig.device.stats().executedLate() == 1);
    assertTrue(allAsTheirOwnersLeftThem(taken));
    assertNotEquals(
        0,
        rig.engine.binding().stats().quarantinedBytes(),
        "the address space is still bound through the other descriptor");
    taken.forEach(rig.pool::release);
    rig.twin.systemCalls().close(foreign);
    rig.close();
  }

  @Test
  void waitingJobsOfASiblingQueueAreDrainedBeforeTheFence() {
    TwinRig rig = rigByHand();
    Generation lease = rig.engine.binding().enter();
    rig.device.unbind(rig.device.queues()[0]);
    abandonOneJob(rig);
    rig.maintain();
    assertEquals(
        BindingState.DRAINING, rig.engine.binding().stats().state(), "somebody still has a lease");
    assertNotEquals(0, rig.engine.binding().stats().quarantinedBytes());
    rig.engine.binding().exit(lease);
    rig.maintain();
    assertEquals(BindingState.EVICTED, rig.engine.binding().stats().state());
    assertEquals(0, rig.engine.binding().stats().quarantinedBytes());
    rig.close();
  }
}
