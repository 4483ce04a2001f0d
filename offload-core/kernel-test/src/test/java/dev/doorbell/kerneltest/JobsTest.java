package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.telemetry.JobCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs of every kind on each hardware version, with nothing wrong: right bytes, no refused
 * descriptor, nothing left behind.
 */
class JobsTest {
  @BeforeEach
  void wellBehaved() {
    Knobs.reset();
    Knobs.ALL.forEach(device ->
        List.of("refused", "job_errors", "bad_doorbells", "dirty_slots", "faults")
            .forEach(name -> device.set(name, 0)));
  }

  /**
   * Whatever a test did: the device understood every descriptor and doorbell, and no address stands
   * in the rings that were handed back.
   */
  @AfterEach
  void theDeviceHadNothingToComplainOf() {
    for (Knobs device : Knobs.ALL) {
      assertEquals(0, device.get("refused"), () -> device + ": " + device.read("last_refusal"));
      assertEquals(0, device.get("bad_doorbells"), device::toString);
      assertEquals(0, device.get("dirty_slots"), device::toString);
      assertEquals(0, device.get("faults"), device::toString);
      assertEquals(0, device.get("in_use"), device::toString);
      assertEquals(0, device.get("bonds"), device::toString);
    }
  }

  private static String v3() {
    return Knobs.ZIP_V3.name() + "," + Knobs.SEC_V3.name();
  }

  private static String v2() {
    return Knobs.ZIP_V2.name() + "," + Knobs.SEC_V2.name();
  }

  private static Set<String> onDevice(Offload offload, Knobs device) {
    String name = device.name();
    return offload.counters().stream()
        .filter(row -> row.engine().equals(name) && row.jobs() > 0)
        .map(JobCounters.Row::operation)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void ran(Offload offload, Knobs device, String... operations) {
    Set<String> ran = onDevice(offload, device);
    assertTrue(ran.containsAll(List.of(operations)), () -> "on " + device + " ran only " + ran);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 1000, 4096, 65_537, 1_000_000})
  void everyOperationGivesTheJdksBytesOnVersionThree(int n) throws InterruptedException {
    try (Offload offload = Guest.ready(v3())) {
      Workload workload = new Workload(offload, n);
      workload.round(n);
      workload.further(n);
      ran(offload, Knobs.SEC_V3, "AES_CTR", "AES_GCM");
      if (n > 16) {
        // A last block that needs padding, and SM4 of less than a block, are not the device's.
        ran(offload, Knobs.SEC_V3, "AES_CBC", "AES_ECB");
      }
      ran(offload, Knobs.ZIP_V3, "DEFLATE_RAW", "DEFLATE_ZLIB", "DEFLATE_GZIP");
      ran(offload, Knobs.ZIP_V3, "INFLATE_RAW", "INFLATE_ZLIB", "INFLATE_GZIP");
      if (Guest.hasSm4() && n > 16) {
        ran(offload, Knobs.SEC_V3, "SM4_CBC", "SM4_CTR");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 1000, 4096, 65_537})
  void everyOperationGivesTheJdksBytesOnVersionTwo(int n) throws InterruptedException {
    try (Offload offload = Guest.ready(v2())) {
      Workload workload = new Workload(offload, n);
      workload.round(n);
      workload.further(n);
      ran(offload, Knobs.SEC_V2, "AES_GCM");
      if (n > 16) {
        ran(offload, Knobs.SEC_V2, "AES_CBC", "AES_ECB");
      }
      ran(offload, Knobs.ZIP_V2, "DEFLATE_ZLIB", "DEFLATE_GZIP", "INFLATE_ZLIB", "INFLATE_GZIP");
      Set<String> ran = onDevice(offload, Knobs.SEC_V2);
      ran.addAll(onDevice(offload, Knobs.ZIP_V2));
      assertFalse(
          ran.contains("AES_CTR") || ran.contains("DEFLATE_RAW") || ran.contains("INFLATE_RAW"),
          () -> "version 2 has none of these: " + ran);
      if (Guest.hasSm4() && n > 16) {
        ran(offload, Knobs.SEC_V2, "SM4_CBC");
      }
    }
  }

  @Test
  void theRingsWrapManyTimes() throws InterruptedException {
    try (Offload offload = Guest.ready(Knobs.SEC_V3.name())) {
      Workload workload = new Workload(offload, 7);
      for (int i = 0; i < 620; i++) {
        workload.ciphers(64 + i);
      }
      assertTrue(
          Guest.jobs(offload, Knobs.SEC_V3.name()) > 3 * 1024, () -> "jobs: " + offload.counters());
    }
  }

  @Test
  void manyThreadsShareOneQueueAndManyQueues() throws Exception {
    for (String queues : List.of("1", "3")) {
      try (Offload offload = Guest.ready(v3(), "doorbell.queues", queues);
          ExecutorService threads = Executors.newFixedThreadPool(8)) {
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
          Workload workload = new Workload(offload, t);
          running.add(
              threads.submit(() -> {
                for (int i = 0; i < 6; i++) {
                  workload.round(500 + 1997 * i);
                }
              }));
        }
        for (Future<?> thread : running) {
          thread.get();
        }
      }
    }
  }

  @Test
  void missingPagesAreBroughtInAndChangeNothing() throws InterruptedException {
    try (Offload offload = Guest.ready(v3())) {
      Knobs.SEC_V3.set("fault_every", 2);
      Knobs.ZIP_V3.set("fault_every", 3);
      long before = Knobs.SEC_V3.get("iopf");
      new Workload(offload, 11).round(300_000);
      assertTrue(Knobs.SEC_V3.get("iopf") > before, "page faults happened");
    }
  }
}
