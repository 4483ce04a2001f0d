package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.posix.Errno;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The state machine, with the test in the place of the maintenance thread. */
class QueueBindingTest {
  private static TwinRig rigByHand() {
    return new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.NONE, 1_000);
  }

  private static BindingState state(TwinRig rig) {
    return rig.engine.binding().stats().state();
  }

  @Test
  void leasesAreGrantedOnlyAfterTheKnownAnswers() {
    try (TwinRig rig = rigByHand()) {
      assertEquals(
          Outcome.Evicted.UNBOUND,
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
      rig.maintain();
      assertEquals(BindingState.ACTIVE, state(rig));
      assertTrue(rig.engine.binding().isProven(Operation.AES_GCM));
      assertEquals(
          Outcome.Done.DONE,
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
    }
  }

  @Test
  void aDeviceWhoseEveryAnswerIsWrongNeverBecomesActive() {
    FaultPlan everyAnswerIsWrong = FaultPlan.parse("corrupt:every=1:step=executed,seed=1");
    try (TwinRig rig = new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), everyAnswerIsWrong, 1_000)) {
      rig.maintain();
      assertEquals(BindingState.DRAINING, state(rig));
      rig.maintain();
      assertNotEquals(BindingState.ACTIVE, state(rig));
      assertEquals(1L, rig.engine.binding().stats().evictions().get(EvictionCause.KNOWN_ANSWER));
    }
  }

  @Test
  void aNodeThatCannotBeOpenedIsTriedAgain() {
    try (TwinRig rig = rigByHand()) {
      rig.device.failOpen(Errno.EBUSY);
      rig.maintain();
      assertEquals(BindingState.EVICTED, state(rig));
      assertTrue(rig.engine.status().detail().contains("EBUSY"), rig.engine.status().detail());
      rig.device.failOpen(0);
      TwinRig.await(
          "bound",
          () -> {
            rig.maintain();
            return state(rig) == BindingState.ACTIVE;
          });
    }
  }

  @Test
  void closingAnEvictedBindingClosesItAtOnce() {
    TwinRig rig = rigByHand();
    rig.device.failOpen(Errno.EACCES);
    rig.maintain();
    rig.engine.binding().beginClose();
    assertTrue(rig.engine.binding().isClosed());
    rig.maintain();
    assertTrue(rig.engine.binding().isClosed());
    rig.close();
  }

  @Test
  void closingGivesEveryQueueBack() {
    TwinRig rig = rigByHand();
    rig.maintain();
    assertEquals(1, rig.device.queues().length);
    rig.engine.binding().beginClose();
    rig.maintain();
    assertEquals(0, rig.device.queues().length);
    assertTrue(rig.engine.binding().isClosed());
    rig.close();
  }

  @Test
  void closingWhileAnotherThreadBindsLeavesNothingOpen() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      TwinRig rig = rigByHand().threaded();
      rig.engine.binding().beginClose();
      TwinRig.await("closed", rig.engine.binding()::isClosed);
      assertEquals(0, rig.device.queues().length);
      rig.close();
    }
  }

  @Test
  void aDeviceThatComesBackUnderAnotherNameIsFoundAgain() {
    try (TwinRig rig = rigByHand()) {
      rig.maintain();
      rig.device.remove();
      rig.device.readdRenamed();
      assertEquals(
          Outcome.Evicted.REMOVED,
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
      TwinRig.await(
          "bound again",
          () -> {
            rig.maintain();
            return state(rig) == BindingState.ACTIVE;
          });
      assertEquals(2, rig.engine.binding().stats().rebinds());
      assertEquals(
          Outcome.Done.DONE,
          rig.engine.execute(Jobs.cbc(new SplittableRandom(1), 1).job(), new JobResult()));
    }
  }

  @Test
  void anIsolatedDeviceIsNotBound() {
    try (TwinRig rig = rigByHand()) {
      rig.device.isolate(true);
      rig.maintain();
      assertEquals(BindingState.EVICTED, state(rig));
      assertTrue(rig.engine.status().detail().contains("isolated"), rig.engine.status().detail());
    }
  }
}
