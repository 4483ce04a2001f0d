package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs an administrator's commands on a machine that is a folder, with the script {@code
 * fake-machine} in the place of those that need devices, root, or a kernel with modules. The
 * commands are the documentation's, but for where /sys, /dev, /etc and /boot are.
 */
final class FakeAdministrator {
  private static final Pattern PLACE = Pattern.compile("(?<=[\\s>])/(sys|dev|etc|boot)/");
  private static final List<String> REPLACED =
      List.of("modprobe", "udevadm", "lspci", "dmesg", "fuser", "groupadd", "usermod");

  final Path root;

  /** A machine with both accelerators, whose drivers nobody has loaded yet. */
  FakeAdministrator(Path root) throws IOException {
    this.root = root;
    for (String folder :
        List.of(
            "bin",
            "run",
            "sys/class/uacce",
            "sys/module",
            "dev",
            "boot",
            "etc/modprobe.d",
            "etc/udev/rules.d")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.createDirectories(root.resolve("sys/class/iommu/smmu3.0x0000000148000000"));
    Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
    Files.writeString(
        root.resolve("boot/config-" + System.getProperty("os.version")),
        "CONFIG_UACCE=m\nCONFIG_CRYPTO_DEV_HISI_ZIP=m\nCONFIG_CRYPTO_DEV_HISI_SEC2=m\n"
            + "CONFIG_CRYPTO_DEV_HISI_QM=m\nCONFIG_ARM_SMMU_V3=y\nCONFIG_ARM_SMMU_V3_SVA=y\n");
    Path script = Path.of("src/test/resources/fake-machine").toAbsolutePath();
    for (String command : REPLACED) {
      Path copy = Files.copy(script, root.resolve("bin").resolve(command));
      if (!copy.toFile().setExecutable(true)) {
        throw new IOException(copy + " stays no program");
      }
    }
  }

  /** What the commands print; they succeed, each of them. */
  String run(String commands) throws IOException, InterruptedException {
    String here = PLACE.matcher(" " + commands).replaceAll("\"\\$ROOT\"/$1/");
    Shell.End end =
        Shell.run(
            root,
            Map.of("ROOT", root.toString(), "SERVICE_USER", "service", "USER", "service"),
            "set -eo pipefail; PATH=$ROOT/bin:$PATH;\n" + here,
            "");
    assertEquals(0, end.status(), () -> commands + "\n" + end.output());
    return end.output().replace(root.toString(), "");
  }
}
