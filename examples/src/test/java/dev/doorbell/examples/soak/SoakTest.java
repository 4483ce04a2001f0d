package dev.doorbell.examples.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.telemetry.JobCounters;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mixed jobs of 64 platform and 1,000 virtual threads while every fault of the twin strikes: some
 * seconds of it in {@code mvn verify}, a million jobs with {@code -Psoak}.
 */
class SoakTest {
  private static final Logger LOG = Logger.getLogger("dev.doorbell");
  private static final long JOBS = Long.getLong("doorbell.soak.jobs", 40_000);
  private static final long SECONDS = Long.getLong("doorbell.soak.seconds", 20);
  private static final long SEED = Long.getLong("doorbell.soak.seed", 1);
  private static final int PLATFORM = 64;
  private static final int VIRTUAL = 1000;
  private static final long MS = 1_000_000;

  static final Map<String, String> SETTINGS =
      Map.of(
          "doorbell.route.min.bytes", "0",
          "doorbell.codec.piece.bytes", "16384",
          "doorbell.deadline.floor.ms", "50",
          // Or devices that are lost so often would soon be barred.
          "doorbell.rebind.losses", "1000000",
          // A deadline grows with the jobs ahead: with a thousand threads a lost completion would
          // cost its caller the default's 10 s.
          "doorbell.deadline.ceiling.ms", "1000");

  @BeforeAll
  static void oneLogLinePerEvictionIsTooMuch() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    LOG.setLevel(null);
  }

  @Test
  void nothingIsWrongLostOrHungUnderEveryFaultAtOnce()
      throws GeneralSecurityException, IOException, InterruptedException {
    Corpus corpus = new Corpus(SEED);
    warmUp(corpus);
    inSoftware(corpus);
    Footprint before = Footprint.now();
    Workload.Result result;
    Map<String, Integer> faults;
    String report;
    long highest;
    long quarantined;
    try (Offload offload =
        Offload.open(OffloadConfig.of(SETTINGS), Twin.parse("hisi_zip:3,hisi_sec2:3", ""))) {
      offload.awaitReady(Duration.ofSeconds(20));
      try (Chaos chaos = new Chaos(offload, SEED, 200)) {
        result = Workload.run(offload, corpus, JOBS, SECONDS * 1000 * MS, PLATFORM, VIRTUAL, SEED);
        faults = chaos.end();
      }
      // What was given up last becomes safe as soon as its queues are closed.
      long until = System.nanoTime() + 20_000 * MS;
      while (offload.stagingBytesInUse() > 0 && System.nanoTime() < until) {
        LockSupport.parkNanos(MS);
      }
      quarantined = offload.stagingBytesInUse();
      highest = offload.devices().stream().mapToLong(DeviceReport::highestQuarantinedBytes).sum();
      report = byRoute(offload) + byDevice(offload);
    }
    Footprint after = Footprint.now();
    print(result, faults, report, highest, before, after);
    assertNull(result.firstFailure(), () -> "a call failed: " + result.firstFailure());
    assertEquals(0, result.failed(), "failed calls");
    assertEquals(0, result.wrong(), "wrong bytes");
    assertEquals(0, result.hung(), "hung threads");
    assertEquals(0, quarantined, "bytes in quarantine at the end");
    assertEquals(before.twinMappings(), after.twinMappings(), "mapped queues at the end");
    assertTrue(after.descriptors() <= before.descriptors(), "descriptors: " + before + after);
    assertTrue(result.jobs() > 0);
  }

  /** Loads every class and starts the carrier threads, which would count as growth otherwise. */
  private static void warmUp(Corpus corpus) throws InterruptedException {
    try (Offload offload =
        Offload.open(OffloadConfig.of(SETTINGS), Twin.parse("hisi_zip:3,hisi_sec2:3", ""))) {
      offload.awaitReady(Duration.ofSeconds(20));
      Workload.run(offload, corpus, 2000, 10_000 * MS, 4, 40, SEED);
    }
  }

  /** What the slowest call has to be compared with: the same threads, and no device to wait for. */
  private static void inSoftware(Corpus corpus) throws InterruptedException {
    try (Offload offload = Offload.open(OffloadConfig.of(Map.of("doorbell.devices", "none")))) {
      Workload.Result result =
          Workload.run(
              offload, corpus, Math.min(JOBS, 200_000), 60_000 * MS, PLATFORM, VIRTUAL, SEED);
      System.out.printf(
          "software alone: %,d jobs in %.1f s; slowest call %.0f ms of a platform thread, %.0f ms"
              + " of a virtual one, whose bare yield took %.0f ms at most%n",
          result.jobs(),
          result.elapsedNs() / 1e9,
          result.slowestPlatformNs() / 1e6,
          result.slowestVirtualNs() / 1e6,
          result.longestYieldNs() / 1e6);
    }
  }

  private static String byRoute(Offload offload) {
    Map<String, Long> jobs = new TreeMap<>();
    for (JobCounters.Row row : offload.counters()) {
      jobs.merge(row.engine() + " " + row.reason(), row.jobs(), Long::sum);
    }
    return jobs.entrySet().stream()
        .map(entry -> "  " + entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String byDevice(Offload offload) {
    return offload.devices().stream()
        .map(device ->
            "  "
                + device.device()
                + ": rebinds "
                + device.rebinds()
                + ", evictions "
                + device.evictions()
                + ", abandoned "
                + device.abandonedJobs()
                + "\n")
        .collect(Collectors.joining());
  }

  private static void print(
      Workload.Result result,
      Map<String, Integer> faults,
      String report,
      long highest,
      Footprint before,
      Footprint after) {
    System.out.printf(
        "soak, seed %d: %,d jobs in %.1f s; wrong %d, failed %d, hung %d; slowest call"
            + " %.0f ms of a platform thread, %.0f ms of a virtual one, whose bare yield took"
            + " %.0f ms at most%n"
            + "faults %s%n%s"
            + "highest quarantine %,d bytes; allocated %,d bytes; threads %d -> %d; descriptors %d"
            + " -> %d; mappings %d -> %d%n",
        SEED,
        result.jobs(),
        result.elapsedNs() / 1e9,
        result.wrong(),
        result.failed(),
        result.hung(),
        result.slowestPlatformNs() / 1e6,
        result.slowestVirtualNs() / 1e6,
        result.longestYieldNs() / 1e6,
        faults,
        report,
        highest,
        after.allocatedBytes() - before.allocatedBytes(),
        before.threads(),
        after.threads(),
        before.descriptors(),
        after.descriptors(),
        before.mappings(),
        after.mappings());
  }
}
