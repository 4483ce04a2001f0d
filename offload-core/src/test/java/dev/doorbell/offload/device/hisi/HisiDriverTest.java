package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.Finding.Reason;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What discovery says of drivers that are loaded and list nothing. */
class HisiDriverTest {
  @TempDir private Path root;
  private Path sysfs;
  private Path modules;

  @BeforeEach
  void directories() throws IOException {
    sysfs = Files.createDirectory(root.resolve("uacce"));
    modules = Files.createDirectory(root.resolve("module"));
  }

  private void loaded(String driver, String mode) throws IOException {
    Path parameters = Files.createDirectories(modules.resolve(driver).resolve("parameters"));
    Files.writeString(parameters.resolve("uacce_mode"), mode + "\n");
  }

  private List<String> found() {
    UacceSysfs kernel = new UacceSysfs(sysfs, root, modules);
    return new HisiDriver(
            () -> {
              throw new AssertionError("nothing is to be opened");
            },
            kernel)
        .discover().stream()
            .map(Finding.Unusable.class::cast)
            .map(it -> root.relativize(root.resolve(it.name())) + " " + it.reason())
            .toList();
  }

  @Test
  void aDriverForTheKernelAloneIsNamed() throws IOException {
    loaded("hisi_zip", "0");
    assertEquals(
        List.of("uacce " + Reason.NO_DEVICE_LISTED, "hisi_zip " + Reason.USER_SPACE_OFF), found());
  }

  @Test
  void aDriverForUserSpaceThatListsNothingIsNamed() throws IOException {
    loaded("hisi_sec2", "1");
    assertEquals(
        List.of("uacce " + Reason.NO_DEVICE_LISTED, "hisi_sec2 " + Reason.NO_DEVICE_LISTED),
        found());
  }

  @Test
  void aDriverWhoseDeviceIsListedIsNot() throws IOException {
    loaded("hisi_zip", "0");
    Files.createDirectory(sysfs.resolve("hisi_zip-0"));
    assertEquals(List.of("hisi_zip-0 " + Reason.BAD_ATTRIBUTE), found());
  }

  @Test
  void withoutModulesTheDirectoryIsAll() {
    assertEquals(List.of("uacce " + Reason.NO_DEVICE_LISTED), found());
  }
}
