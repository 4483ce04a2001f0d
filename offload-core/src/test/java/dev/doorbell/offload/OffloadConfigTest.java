package dev.doorbell.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadConfigTest {
  @Test
  void defaultsAskTheKernel() {
    OffloadConfig config = OffloadConfig.defaults();
    assertEquals(List.of("auto"), config.devices());
    assertEquals(-1, config.routeMinBytes());
    assertEquals(List.of(), config.warnings());
  }

  @Test
  void readsEverySetting() {
    OffloadConfig config =
        OffloadConfig.of(
            Map.of(
                "doorbell.devices",
                "hisi_zip-0, hisi_sec2-1",
                "doorbell.route.min.bytes",
                "0",
                "doorbell.route.min.bytes.AES_GCM",
                "4096",
                "doorbell.route.disable",
                "aes_ctr",
                "doorbell.deadline.floor.ms",
                "7",
                "doorbell.quarantine.max.bytes",
                "1_048_576"));
    assertEquals(List.of("hisi_zip-0", "hisi_sec2-1"), config.devices());
    assertEquals(0, config.routeMinBytes());
    assertEquals(Map.of(Operation.AES_GCM, 4096L), config.routeMinBytesByOperation());
    assertEquals(Set.of(Operation.AES_CTR), config.disabledOperations());
    assertEquals(7_000_000, config.deadlineFloorNs());
    assertEquals(1 << 20, config.quarantineMaxBytes());
    assertEquals(List.of(), config.warnings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "0", "60001", "99999999999999999999"})
  void aBadNumberIsReportedWithItsRangeAndTheDefaultTakesItsPlace(String value) {
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.deadline.floor.ms", value));
    assertEquals(100_000_000, config.deadlineFloorNs());
    assertEquals(
        List.of("doorbell.deadline.floor.ms=" + value + ", allowed: 1 to 60000; using 100"),
        config.warnings());
  }

  @Test
  void anUnknownOperationIsReported() {
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.route.disable", "AES_CTR,ROT13"));
    assertEquals(Set.of(Operation.AES_CTR), config.disabledOperations());
    assertTrue(config.warnings().getFirst().contains("ROT13"));
  }

  @Test
  void verificationIsOffOrOneOfSoMany() {
    assertEquals(0, OffloadConfig.defaults().verifyEvery());
    assertEquals(0, OffloadConfig.of(Map.of("doorbell.verify", "off")).verifyEvery());
    assertEquals(1, OffloadConfig.of(Map.of("doorbell.verify", "1/1")).verifyEvery());
    assertEquals(500, OffloadConfig.of(Map.of("doorbell.verify", " 1/500 ")).verifyEvery());
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "", "1/0", "2/3", "1/1000001", "1/-1", "100"})
  void aSampleThatIsNoneIsReported(String value) {
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.verify", value));
    assertEquals(0, config.verifyEvery());
    assertEquals(
        List.of("doorbell.verify=" + value + ", allowed: off, 1/1 to 1/1000000; using off"),
        config.warnings());
  }

  @Test
  void anUnknownNameIsReportedWithTheNearestKnownOne() {
    OffloadConfig config =
        OffloadConfig.of(Map.of("doorbell.device", "none", "other.device", "none"));
    assertEquals(
        List.of("doorbell.device is not a setting; the nearest is doorbell.devices"),
        config.warnings());
  }

  @Test
  void aThresholdOfAnUnknownOperationIsReported() {
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.route.min.bytes.AES_GMC", "1"));
    assertEquals(
        List.of(
            "doorbell.route.min.bytes.AES_GMC is not a setting; the nearest is"
                + " doorbell.route.min.bytes.AES_GCM"),
        config.warnings());
  }

  @Test
  void aCeilingBelowTheFloorIsReportedAndTheFloorCounts() {
    OffloadConfig config =
        OffloadConfig.of(
            Map.of("doorbell.deadline.floor.ms", "200", "doorbell.deadline.ceiling.ms", "50"));
    assertEquals(200_000_000, config.deadlineCeilingNs());
    assertEquals(1, config.warnings().size());
  }

  @Test
  void everyDefaultInTheTableIsWhatAnUnsetValueGives() {
    OffloadConfig unset = OffloadConfig.defaults();
    Map<String, String> all = new HashMap<>();
    OffloadConfig.settings().stream()
        .filter(row -> !row.name().contains("OPERATION"))
        .forEach(row -> all.put(row.name(), row.byDefault()));
    assertEquals(unset, OffloadConfig.of(all));
  }

  @Test
  void aCommandLineIsStrongerThanPropertiesAndTheyThanTheFile() throws IOException {
    Path file = Files.createTempFile("doorbell", ".properties");
    Files.writeString(
        file, "doorbell.queues=4\ndoorbell.devices=none\ndoorbell.codec.library=jdk\n");
    System.setProperty("doorbell.queues", "3");
    System.setProperty("doorbell.codec.library", "isal");
    try {
      OffloadConfig config =
          OffloadConfig.fromSystem(
              Map.of("doorbell.config", file.toString(), "doorbell.queues", "2"));
      assertEquals(2, config.queuesPerType());
      assertEquals("isal", config.codecLibrary());
      assertEquals(List.of("none"), config.devices());
      assertEquals(3, OffloadConfig.fromSystem().queuesPerType());
    } finally {
      System.clearProperty("doorbell.queues");
      System.clearProperty("doorbell.codec.library");
      Files.delete(file);
    }
  }
}
