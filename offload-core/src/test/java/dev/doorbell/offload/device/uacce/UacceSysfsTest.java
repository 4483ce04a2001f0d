package dev.doorbell.offload.device.uacce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.Finding.Reason;
import dev.doorbell.offload.device.Finding.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UacceSysfsTest {
  private static final Map<String, String> ZIP =
      Map.of(
          "api",
          "hisi_qm_v3\n",
          "flags",
          "1\n",
          "available_instances",
          "63\n",
          "algorithms",
          "zlib\ngzip\ndeflate\n",
          "region_mmio_size",
          "65536\n",
          "region_dus_size",
          "151552\n",
          "isolate",
          "0\n");

  @TempDir Path root;
  private Path sysfs;
  private Path dev;

  @BeforeEach
  void directories() throws IOException {
    sysfs = Files.createDirectory(root.resolve("uacce"));
    dev = Files.createDirectory(root.resolve("dev"));
  }

  private void device(String name, Map<String, String> attributes) throws IOException {
    Path directory = Files.createDirectory(sysfs.resolve(name));
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      Files.writeString(directory.resolve(attribute.getKey()), attribute.getValue());
    }
    Files.createDirectory(directory.resolve("device"));
    Files.createFile(dev.resolve(name));
  }

  private void set(String name, String attribute, String value) throws IOException {
    Files.writeString(sysfs.resolve(name).resolve(attribute), value);
  }

  private UacceSysfs.Scan scan() {
    return new UacceSysfs(sysfs, dev).scan();
  }

  private Unusable refusal() {
    UacceSysfs.Scan scan = scan();
    assertEquals(List.of(), scan.usable());
    assertEquals(1, scan.unusable().size());
    return scan.unusable().getFirst();
  }

  @Test
  void readsADevice() throws IOException {
    device("hisi_zip-0", ZIP);
    set("hisi_zip-0", "device/numa_node", "1\n");
    assertEquals(
        List.of(
            new UacceDeviceInfo(
                "hisi_zip-0",
                "hisi_zip",
                3,
                dev.resolve("hisi_zip-0").toString(),
                65536,
                151552,
                Set.of("zlib", "gzip", "deflate"),
                1,
                63)),
        scan().usable());
  }

  @Test
  void aMissingClassDirectoryIsAFindingAndNoError() {
    Unusable finding = new UacceSysfs(root.resolve("nowhere"), dev).scan().unusable().getFirst();
    assertEquals(Reason.NO_CLASS_DIRECTORY, finding.reason());
  }

  @Test
  void anEmptyClassDirectoryIsAnotherFinding() {
    assertEquals(Reason.NO_DEVICE_LISTED, refusal().reason());
  }

  @Test
  void namesAreCutAtTheLastDash() throws IOException {
    device("some-vendor-zip-12", ZIP);
    assertEquals("some-vendor-zip", scan().usable().getFirst().driver());
  }

  @ParameterizedTest
  @CsvSource({
    "api, hisi_qm_v1, UNSUPPORTED_API",
    "api, other_v3, UNSUPPORTED_API",
    "api, hisi_qm_v, UNSUPPORTED_API",
    "api, '', UNSUPPORTED_API",
    "flags, 0, NO_SVA",
    "flags, 2, NO_SVA",
    "flags, x, BAD_ATTRIBUTE",
    "flags, -1, BAD_ATTRIBUTE",
    "isolate, 1, ISOLATED",
    "region_dus_size, '', BAD_ATTRIBUTE",
    "region_dus_size, 99999999999999999999, BAD_ATTRIBUTE",
    "region_mmio_size, -5, BAD_ATTRIBUTE",
    "region_dus_size, 1152921504606846976, BAD_ATTRIBUTE",
  })
  void anAttributeThatRulesTheDeviceOutIsItsReason(String attribute, String value, Reason reason)
      throws IOException {
    device("hisi_zip-0", ZIP);
    set("hisi_zip-0", attribute, value + "\n");
    assertEquals(reason, refusal().reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hisi_qm_v2", "hisi_qm_v3", "hisi_qm_v5"})
  void versionsFromTwoOnAreAccepted(String api) throws IOException {
    device("hisi_zip-0", ZIP);
    set("hisi_zip-0", "api", api + "\n");
    assertEquals(api.charAt(api.length() - 1) - '0', scan().usable().getFirst().apiVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "flags", "algorithms", "region_mmio_size", "region_dus_size"})
  void aMissingAttributeIsAReason(String attribute) throws IOException {
    device("hisi_zip-0", ZIP);
    Files.delete(sysfs.resolve("hisi_zip-0").resolve(attribute));
    Unusable finding = refusal();
    assertEquals(Reason.BAD_ATTRIBUTE, finding.reason());
    assertTrue(finding.detail().contains(attribute), finding.detail());
  }

  @Test
  void aMissingIsolateAttributeMeansNotIsolated() throws IOException {
    device("hisi_zip-0", ZIP);
    Files.delete(sysfs.resolve("hisi_zip-0/isolate"));
    assertEquals(1, scan().usable().size());
  }

  @Test
  void aMissingNodeIsAReason() throws IOException {
    device("hisi_zip-0", ZIP);
    Files.delete(dev.resolve("hisi_zip-0"));
    assertEquals(Reason.NO_NODE, refusal().reason());
  }

  @Test
  void algorithmsAreWholeLines() throws IOException {
    device("hisi_zip-0", ZIP);
    set("hisi_zip-0", "algorithms", "lz77_zstd\nzlib-ng\n\n");
    assertFalse(scan().usable().getFirst().algorithms().contains("zlib"));
  }

  @Test
  void oneBadDeviceDoesNotHideAGoodOne() throws IOException {
    device("hisi_zip-0", ZIP);
    device("hisi_zip-1", ZIP);
    set("hisi_zip-0", "api", "\u0000\u0001garbage".repeat(1000));
    UacceSysfs.Scan scan = scan();
    assertEquals("hisi_zip-1", scan.usable().getFirst().name());
    assertTrue(
        scan.unusable().getFirst().detail().length() < 200, "garbage is cut before it is shown");
  }

  @Test
  void nearerAndThenFreerDevicesComeFirst() throws IOException {
    device("hisi_zip-0", ZIP);
    device("hisi_zip-1", ZIP);
    device("hisi_zip-2", ZIP);
    set("hisi_zip-0", "device/numa_node", "1");
    set("hisi_zip-1", "available_instances", "3");
    assertEquals(
        List.of("hisi_zip-2", "hisi_zip-1", "hisi_zip-0"),
        scan().usable().stream().map(UacceDeviceInfo::name).toList());
  }

  @Test
  void aNodeThatThisUserMayNotOpenIsShownWithItsOwner() throws IOException {
    device("hisi_zip-0", ZIP);
    // Read-only for everybody, the superuser included, which no file of a test's own can be.
    Files.delete(dev.resolve("hisi_zip-0"));
    Files.createSymbolicLink(dev.resolve("hisi_zip-0"), Path.of("/proc/sys/kernel/random/boot_id"));
    Unusable finding = refusal();
    assertEquals(Reason.NO_PERMISSION, finding.reason());
    for (String word :
        List.of("owner root, group root, r--r--r--", "user " + System.getProperty("user.name"))) {
      assertTrue(finding.detail().contains(word), finding::detail);
    }
  }

  @Test
  void aKernelThatDoesNotCountQueuesIsNotOneWithoutAny() throws IOException {
    device("hisi_zip-0", ZIP);
    Files.delete(sysfs.resolve("hisi_zip-0/available_instances"));
    assertEquals(-1, scan().usable().getFirst().availableInstances());
    assertEquals(-1, new UacceSysfs(sysfs, dev).freeQueues("hisi_zip-0"));
  }

  @Test
  void freeQueuesAreThoseOfThisMoment() throws IOException {
    device("hisi_zip-0", ZIP);
    UacceSysfs kernel = new UacceSysfs(sysfs, dev);
    assertEquals(63, kernel.freeQueues("hisi_zip-0"));
    set("hisi_zip-0", "available_instances", "0\n");
    assertEquals(0, kernel.freeQueues("hisi_zip-0"));
    assertEquals(-1, kernel.freeQueues("hisi_zip-1"));
  }

  @Test
  void aModulesParameterIsReadWhereThereIsOne() throws IOException {
    Path parameters = Files.createDirectories(root.resolve("module/hisi_zip/parameters"));
    Files.writeString(parameters.resolve("uacce_mode"), "1\n");
    UacceSysfs kernel = new UacceSysfs(sysfs, dev, root.resolve("module"));
    assertEquals(Optional.of("1"), kernel.moduleParameter("hisi_zip", "uacce_mode"));
    assertEquals(Optional.empty(), kernel.moduleParameter("hisi_sec2", "uacce_mode"));
    assertEquals(
        Optional.empty(), new UacceSysfs(sysfs, dev).moduleParameter("hisi_zip", "uacce_mode"));
  }
}
