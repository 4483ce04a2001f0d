package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.offload.Offload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The device is torn out from under a busy driver, again and again: every access to its memory
 * becomes SIGBUS. Run in the interpreter, in C1, in C2 and tiered, because each delivers that error
 * in its own way.
 */
class RemovalTest {
  private static final int TIMES = 8;

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  @Test
  void removedUnderLoadAndBackUnderTheSameName() throws Exception {
    String name = Knobs.SEC_V3.name();
    String zip = Knobs.ZIP_V3.name();
    try (Offload offload = Guest.ready(name + "," + zip, "doorbell.deadline.floor.ms", "1000")) {
      FaultsTest.Workers workers = new FaultsTest.Workers(offload, workload -> workload.round(700));
      try {
        for (int i = 0; i < TIMES; i++) {
          Knobs device = i % 2 == 0 ? Knobs.SEC_V3 : Knobs.ZIP_V3;
          device.set("remove", 1);
          workers.awaitRounds(2);
          device.set("remove", 0);
          String again = device.name();
          long before = Guest.jobs(offload, again);
          Knobs.await(
              "in use again: " + offload.devices(),
              () -> workers.failed() || Guest.jobs(offload, again) > before);
        }
      } finally {
        workers.stop();
      }
    }
    assertEquals(0, Knobs.SEC_V3.get("in_use"));
  }

  @Test
  void removedWhileJobsHang() throws Exception {
    try (Offload offload = Guest.ready(Knobs.SEC_V3.name(), "doorbell.deadline.floor.ms", "2000")) {
      FaultsTest.Workers workers =
          new FaultsTest.Workers(offload, workload -> workload.ciphers(700));
      try {
        workers.awaitRounds(2);
        Knobs.SEC_V3.set("hold", 1);
        Knobs.await("a job hangs", () -> workers.failed() || Knobs.SEC_V3.get("pending") > 0);
        Knobs.SEC_V3.set("remove", 1);
        workers.awaitRounds(4);
      } finally {
        workers.stop();
      }
    }
    Knobs.reset();
    assertEquals(0, Knobs.SEC_V3.get("in_use"));
  }
}
