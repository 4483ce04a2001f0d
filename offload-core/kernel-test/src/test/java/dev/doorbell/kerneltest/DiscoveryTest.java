package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The framework's real sysfs tree through the driver's discovery. */
class DiscoveryTest {
  private final UacceSysfs sysfs = new UacceSysfs(Path.of("/sys/class/uacce"), Path.of("/dev"));

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  private UacceDeviceInfo info(Knobs device) {
    String name = device.name();
    return sysfs.scan().usable().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Finding.Unusable unusable(String name) {
    return sysfs.scan().unusable().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsEveryAttributeOfAVersionThreeDevice() {
    UacceDeviceInfo zip = info(Knobs.ZIP_V3);
    assertEquals(3, zip.apiVersion());
    assertEquals("hisi_zip", zip.driver());
    assertEquals(Set.of("zlib", "gzip", "deflate", "lz77_zstd"), zip.algorithms());
    assertEquals(65_536, zip.mmioBytes());
    assertEquals(151_552, zip.dusBytes());
    assertEquals(8, zip.availableInstances());
    assertEquals(0, zip.numaNode());
    assertEquals(Set.of("cipher", "digest", "aead"), info(Knobs.SEC_V3).algorithms());
  }

  @Test
  void readsEveryAttributeOfAVersionTwoDevice() {
    UacceDeviceInfo zip = info(Knobs.ZIP_V2);
    assertEquals(2, zip.apiVersion());
    assertEquals(Set.of("zlib", "gzip"), zip.algorithms());
    assertEquals(8_192, zip.mmioBytes());
  }

  @Test
  void countsTheQueuesThatOthersHold() {
    int fd = Guest.CALLS.open(Knobs.ZIP_V3.node().toString(), 2);
    try {
      assertTrue(fd >= 0, () -> "open: " + Errno.name(-fd));
      assertEquals(7, info(Knobs.ZIP_V3).availableInstances());
    } finally {
      Guest.CALLS.close(fd);
    }
  }

  @Test
  void leavesAnIsolatedDeviceAlone() {
    Knobs.SEC_V3.isolate();
    assertEquals(Finding.Reason.ISOLATED, unusable(Knobs.SEC_V3.name()).reason());
    assertTrue(sysfs.isolated(Knobs.SEC_V3.name()));
  }

  @ParameterizedTest
  @CsvSource({"no_sva, 1, NO_SVA", "api, 1, UNSUPPORTED_API", "api, 2, UNSUPPORTED_API"})
  void leavesADeviceAloneThatItCannotDrive(String knob, int value, Finding.Reason reason) {
    Knobs.ZIP_V3.registerWith(knob, value);
    try {
      assertEquals(reason, unusable(Knobs.ZIP_V3.name()).reason());
    } finally {
      Knobs.ZIP_V3.registerWith(knob, 0);
    }
  }

  @Test
  void saysThatTheNodeIsMissing() throws IOException {
    Files.delete(Knobs.ZIP_V3.node());
    try {
      assertEquals(Finding.Reason.NO_NODE, unusable(Knobs.ZIP_V3.name()).reason());
    } finally {
      Knobs.ZIP_V3.registerWith("api", 0);
    }
    assertTrue(Files.exists(Knobs.ZIP_V3.node()));
  }

  @Test
  void saysThatAKernelHasNoUacce() throws Exception {
    Guest.unloadModules();
    try {
      assertEquals(
          List.of(Finding.Reason.NO_CLASS_DIRECTORY),
          sysfs.scan().unusable().stream().map(Finding.Unusable::reason).toList());
    } finally {
      Guest.loadModules();
    }
    assertEquals(3, info(Knobs.ZIP_V3).apiVersion());
  }

  @Test
  void theAdministratorsThresholdIsolates() throws IOException {
    Path strategy = Knobs.ZIP_V2.sysfs().resolve("isolate_strategy");
    Files.writeString(strategy, "3\n");
    try {
      Knobs.ZIP_V2.set("errors", 2);
      assertFalse(sysfs.isolated(Knobs.ZIP_V2.name()));
      Knobs.ZIP_V2.set("errors", 1);
      assertTrue(sysfs.isolated(Knobs.ZIP_V2.name()));
    } finally {
      Knobs.reset();
      Files.writeString(strategy, "0\n");
    }
  }

  @Test
  void aRemovedDeviceIsNotListedAndComesBack() {
    String name = Knobs.ZIP_V3.name();
    Knobs.ZIP_V3.set("remove", 1);
    assertFalse(sysfs.scan().usable().stream().anyMatch(it -> it.name().equals(name)));
    assertFalse(Files.exists(Path.of("/dev", name)));
    assertFalse(sysfs.isolated(name), "a device that is gone is not isolated");
    Knobs.ZIP_V3.set("remove", 0);
    assertEquals(3, info(Knobs.ZIP_V3).apiVersion());
    assertEquals(name, Knobs.ZIP_V3.name(), "the number is free again at once");
  }

  @Test
  void saysThatNoDeviceIsListedWhenAllAreGone() {
    Knobs.ALL.forEach(device -> device.set("remove", 1));
    assertEquals(
        List.of(Finding.Reason.NO_DEVICE_LISTED),
        sysfs.scan().unusable().stream().map(Finding.Unusable::reason).toList());
  }

  @Test
  void everyKnobIsKnownAndPutBackAfterATest() throws IOException {
    for (Knobs device : Knobs.ALL) {
      device.checkNames();
    }
  }

  @Test
  void theDriverOffersWhatEachVersionHas() {
    List<Finding> findings = new HisiDriver(() -> Guest.CALLS, sysfs).discover();
    Set<String> names =
        findings.stream()
            .filter(Finding.Usable.class::isInstance)
            .map(Finding::name)
            .collect(Collectors.toSet());
    assertEquals(Knobs.ALL.stream().map(Knobs::name).collect(Collectors.toSet()), names);
  }
}
