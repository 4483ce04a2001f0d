package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs that the device executes after the driver has given them up, shown by the device's own
 * counters.
 */
class QuarantineTest {
  private static final Knobs SEC = Knobs.SEC_V3;

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
    SEC.set("late_executed", 0);
    SEC.set("late_refused", 0);
  }

  private static Offload offload() throws InterruptedException {
    return Guest.ready(
        SEC.name(), "doorbell.deadline.floor.ms", "200", "doorbell.deadline.ceiling.ms", "500");
  }

  /**
   * Loses one job to a hang; the device keeps it. Returns when the driver has closed its queues.
   */
  private static void loseAJob(Offload offload) {
    SEC.set("late_keep", 1);
    SEC.set("hold", 1);
    new Workload(offload, 1).ciphers(5000);
    Knobs.await("the device kept the job: " + offload.devices(), () -> SEC.get("late_pending") > 0);
  }

  @Test
  void withItsQueuesClosedTheDeviceReachesNothingAndTheMemoryIsBack() throws InterruptedException {
    try (Offload offload = offload()) {
      // Nothing new is opened meanwhile: a fresh queue would bind the address space again.
      SEC.set("open_errno", 16);
      loseAJob(offload);
      Knobs.await("all queues closed", () -> SEC.get("in_use") == 0);
      Knobs.await(
          "memory released: " + offload.devices(),
          () -> Guest.report(offload, SEC).quarantinedBytes() == 0);
      assertTrue(Guest.report(offload, SEC).abandonedJobs() > 0);
      assertEquals(0, SEC.get("bonds"));
      SEC.set("late_go", 1);
      Knobs.await("late jobs ended", () -> SEC.get("late_pending") == 0);
      assertEquals(0, SEC.get("late_executed"), "the IOMMU's side let nothing through");
      assertTrue(SEC.get("late_refused") > 0);
    }
  }

  @Test
  void whileSomethingElseOfTheProcessHoldsTheDeviceLateWritesHitNothingThatIsInUse()
      throws InterruptedException {
    int other = Guest.CALLS.open(SEC.node().toString(), 2);
    assertTrue(other >= 0);
    try (Offload offload = offload()) {
      loseAJob(offload);
      SEC.set("hold", 0);
      // The rest of the application works on, in memory of the same pool, while the device writes
      // its late answers.
      FaultsTest.Workers workers =
          new FaultsTest.Workers(offload, workload -> workload.ciphers(5000));
      try {
        workers.awaitRounds(3);
        assertTrue(SEC.get("late_pending") > 0);
        DeviceReport before = Guest.report(offload, SEC);
        assertTrue(before.quarantinedBytes() > 0, () -> "still quarantined: " + before);
        SEC.set("late_go", 1);
        Knobs.await("late jobs ended", () -> SEC.get("late_pending") == 0);
        workers.awaitRounds(6);
      } finally {
        workers.stop();
      }
      assertTrue(SEC.get("late_executed") > 0, "executed late");
      assertEquals(0, SEC.get("late_refused"));
      assertTrue(
          Guest.report(offload, SEC).quarantinedBytes() > 0,
          "held as long as the other descriptor is open");
    } finally {
      Guest.CALLS.close(other);
    }
    assertEquals(0, SEC.get("bonds"));
  }

  @Test
  void aJobIsNotReplayedOnTheDevice() throws InterruptedException {
    try (Offload offload = offload()) {
      SEC.set("open_errno", 16);
      loseAJob(offload);
      Knobs.await("all queues closed", () -> SEC.get("in_use") == 0);
      long executed = SEC.get("executed");
      SEC.set("hold", 0);
      SEC.set("late_keep", 0);
      SEC.set("open_errno", 0);
      Knobs.await(
          "bound again: " + offload.devices(),
          () -> Guest.report(offload, SEC).state().equals("ACTIVE"));
      long knownAnswers = SEC.get("executed") - executed;
      new Workload(offload, 2).ciphers(100);
      assertEquals(
          executed + knownAnswers + 5,
          SEC.get("executed"),
          "two ciphers, two GCM messages, one forged: nothing else");
    }
  }
}
