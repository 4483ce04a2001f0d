package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation tells an administrator to type, in this order: the shell understands it,
 * and it has the effect that the page says, on a machine of files. What real drivers, udev and
 * firmware do with it is not shown here.
 */
class DeviceCommandsTest {
  /** How a command begins, and what has to be loaded before it makes sense. */
  private static final String ADMINISTRATORS =
      "(modprobe|udevadm|dmesg|fuser|groupadd|ls /sys|grep -r|echo options) .*";

  @TempDir private Path root;
  private FakeAdministrator administrator;

  @BeforeEach
  void aMachine() throws Exception {
    administrator = new FakeAdministrator(root);
  }

  private static String block(String part) throws Exception {
    return Page.named("docs/devices/kunpeng.md").block("sh", part);
  }

  @Test
  void theFirmwareShowsSmmuAndFunctions() throws Exception {
    String seen = administrator.run(block("lspci"));

    for (String part : List.of("smmu3", "19e5:a250", "19e5:a255")) {
      assertTrue(seen.contains(part), seen);
    }
  }

  @Test
  void theKernelsOptionsAreShown() throws Exception {
    String seen = administrator.run(block("/boot/config-"));

    assertTrue(seen.lines().count() >= 5, seen);
    assertTrue(seen.lines().allMatch(line -> line.endsWith("=y") || line.endsWith("=m")), seen);
  }

  @Test
  void theDriversAreLoadedForPrograms() throws Exception {
    administrator.run("modprobe -a hisi_zip hisi_sec2");

    assertEquals("1\n1\n", administrator.run(block("modprobe -a")), "loaded again, for programs");
  }

  @Test
  void devicesAndNodesAreSeenThen() throws Exception {
    administrator.run(block("modprobe -a"));

    assertEquals(
        "/dev/hisi_sec2-1\n/dev/hisi_zip-0\n\n/sys/class/uacce:\nhisi_sec2-1\nhisi_zip-0\n",
        administrator.run(block("ls /sys/class/uacce")));
  }

  @Test
  void theDevicesTellOfThemselves() throws Exception {
    administrator.run(block("modprobe -a"));

    String seen = administrator.run(block("available_instances"));

    for (String line :
        List.of(
            "/sys/class/uacce/hisi_zip-0/api:hisi_qm_v3",
            "/sys/class/uacce/hisi_sec2-1/flags:1",
            "/sys/class/uacce/hisi_zip-0/algorithms:gzip",
            "/sys/class/uacce/hisi_zip-0/available_instances:63",
            "/sys/class/uacce/hisi_sec2-1/isolate:0")) {
      assertTrue(seen.lines().anyMatch(line::equals), seen);
    }
  }

  @Test
  void theGroupMayOpenTheNodesAndNobodyElse() throws Exception {
    administrator.run(block("modprobe -a"));

    String seen = administrator.run(block("udevadm"));

    assertOpenToTheGroup();
    assertTrue(seen.contains("rw-rw----"), seen);
  }

  private void assertOpenToTheGroup() throws Exception {
    for (String node : List.of("hisi_zip-0", "hisi_sec2-1")) {
      Path file = root.resolve("dev").resolve(node);
      assertEquals("uacce\n", Files.readString(file), node);
      assertEquals(
          "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), node);
    }
    assertTrue(Files.readString(root.resolve("etc/group")).contains("uacce:x:990:service"));
  }

  @Test
  void theFixForPermissionsGivesThem() throws Exception {
    administrator.run("modprobe hisi_zip uacce_mode=1; modprobe hisi_sec2 uacce_mode=1");

    administrator.run(
        fix("groupadd ").replace("usermod -aG uacce USER", "usermod -aG uacce service"));

    assertOpenToTheGroup();
  }

  @Test
  void theFixForADriverOfTheKernelAloneShowsItsDevices() throws Exception {
    administrator.run("modprobe hisi_zip");
    assertFalse(Files.exists(root.resolve("sys/class/uacce/hisi_zip-0")));

    administrator.run(fix("echo options "));

    assertTrue(Files.exists(root.resolve("sys/class/uacce/hisi_zip-0")));
  }

  /** The command of docs/TROUBLESHOOTING.md that begins so. */
  private static String fix(String start) throws Exception {
    return troubleshooting().filter(each -> each.startsWith(start)).findFirst().orElseThrow();
  }

  private static Stream<String> troubleshooting() throws Exception {
    return Page.named("docs/TROUBLESHOOTING.md").inline().stream()
        .map(each -> each.replaceAll("\\s+", " "))
        .filter(each -> each.matches(ADMINISTRATORS))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("troubleshooting")
  void everyCommandForTroubleWorksOnAMachineWithDevices(String command) throws Exception {
    administrator.run(block("modprobe -a"));

    administrator.run(command);

    assertTrue(Files.exists(root.resolve("sys/class/uacce/hisi_zip-0")), command);
  }
}
