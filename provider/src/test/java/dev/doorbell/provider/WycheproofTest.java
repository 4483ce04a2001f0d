package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.provider.WycheproofFile.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of Project Wycheproof that is in the folder, complete, through the provider: in
 * software, on the twin's queues, and on queues that are evicted. The folder is {@code
 * -Ddoorbell.vectors=DIR}, or {@code shared/vectors} further up.
 */
class WycheproofTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So many vectors after which lost queues are waited for, or most would run in software. */
  private static final int LOT = 25;

  /** Where the vectors run. */
  private enum Place {
    SOFTWARE("none", ""),
    TWIN("twin", ""),
    EVICTIONS("twin", "reset:every=60,remove:every=110:for=2ms,lose:every=700,seed=");

    final String devices;
    final String faults;

    Place(String devices, String faults) {
      this.devices = devices;
      this.faults = faults;
    }

    Offload open(long seed) {
      return Offload.open(
          OffloadConfig.of(
              Map.of(
                  "doorbell.devices",
                  devices,
                  "doorbell.twin.devices",
                  "hisi_sec2:3",
                  "doorbell.rebind.losses",
                  "1000000",
                  "doorbell.twin.faults",
                  faults.isEmpty() ? "" : faults + seed,
                  "doorbell.route.min.bytes",
                  "0",
                  "doorbell.provider.digests",
                  "always",
                  "doorbell.deadline.floor.ms",
                  faults.isEmpty() ? "5000" : "100")));
    }
  }

  @TestFactory
  Stream<DynamicNode> files() {
    List<Path> files = WycheproofFile.find();
    Assumptions.assumeFalse(
        files.isEmpty(), "no vectors: set -Ddoorbell.vectors to the folder that has them");
    return files.stream()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file.getFileName().toString(),
                Stream.of(Place.values())
                    .map(place -> DynamicTest.dynamicTest(place.name(), () -> run(file, place)))));
  }

  private static void run(Path path, Place place) throws Exception {
    WycheproofFile file = read(path);
    Optional<WycheproofCheck> check = WycheproofCheck.of(file.algorithm());
    Assumptions.assumeTrue(
        check.isPresent(), () -> file.algorithm() + " is nothing that a provider like this offers");
    long seed = System.nanoTime();
    try (Offload offload = place.open(seed)) {
      if (place != Place.SOFTWARE) {
        assertTrue(offload.awaitReady(PATIENCE), () -> "not ready: " + offload.devices());
      }
      DoorbellProvider provider = new DoorbellProvider(offload);
      Assumptions.assumeTrue(
          check.get().isOffered(provider), () -> file.algorithm() + " is not offered");
      List<String> wrong = new ArrayList<>();
      int n = 0;
      Map<String, Integer> skipped = new TreeMap<>();
      for (Vector vector : file.vectors()) {
        Optional<String> reason = check.get().notOffered(vector);
        if (reason.isPresent()) {
          skipped.merge(reason.get(), 1, Integer::sum);
          continue;
        }
        check.get().run(provider, vector, wrong);
        if (place == Place.EVICTIONS && ++n % LOT == 0) {
          offload.awaitReady(PATIENCE);
        }
      }
      System.out.println(
          file.name()
              + " "
              + place
              + " seed="
              + seed
              + " "
              + jobsOnQueues(offload)
              + " jobs on queues, skipped: "
              + skipped);
      Assumptions.assumeTrue(
          skipped.values().stream().mapToInt(it -> it).sum() < file.vectors().size(),
          skipped::toString);
      assertEquals(List.of(), wrong, () -> "seed=" + seed);
      boolean anyData =
          file.vectors().stream().anyMatch(it -> it.isValid() && it.bytes("msg").length > 0);
      if (place == Place.TWIN && anyData && check.get().isExpectedOnQueues(offload)) {
        // Not exactly, because some vectors are too short or refused beforehand; and where queues
        // are lost, those of a small file may all run in software.
        assertTrue(jobsOnQueues(offload) > 0, () -> offload.counters().toString());
      }
    }
  }

  private static WycheproofFile read(Path path) {
    try {
      return WycheproofFile.read(path);
    } catch (IOException e) {
      Assumptions.abort(e.getMessage());
      throw new IllegalStateException(e);
    }
  }

  private static long jobsOnQueues(Offload offload) {
    return offload.counters().stream()
        .filter(row -> !row.engine().equals("software"))
        .mapToLong(row -> row.jobs())
        .sum();
  }
}
