package dev.doorbell.offload.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.uacce.UacceSysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysfsFuzzTest {
  @Test
  void whateverSysfsHoldsIsAFinding() {
    FuzzRuns.random(200, 60, SysfsFuzz::fuzzerTestOneInput);
  }

  @Test
  void inputsOfTheCorpusAreFindings() throws IOException {
    FuzzRuns.corpus("sysfs", SysfsFuzz::fuzzerTestOneInput);
  }

  @Test
  void entriesThatComeAndGoDuringAScanDoNoHarm(@TempDir Path root)
      throws IOException, InterruptedException {
    Path listed = Files.createDirectory(root.resolve("class"));
    Path entry = listed.resolve("hisi_zip-0");
    AtomicBoolean over = new AtomicBoolean();
    Thread kernel =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!over.get()) {
                  Files.createDirectory(entry);
                  Files.writeString(entry.resolve("api"), "hisi_qm_v3\n");
                  Files.delete(entry.resolve("api"));
                  Files.delete(entry);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    UacceSysfs sysfs = new UacceSysfs(listed, root);
    try {
      for (int i = 0; i < 500; i++) {
        UacceSysfs.Scan scan = sysfs.scan();
        assertTrue(scan.usable().isEmpty(), "an attribute at most: not usable");
        assertTrue(scan.unusable().size() == 1, scan.toString());
      }
    } finally {
      over.set(true);
      kernel.join();
    }
  }
}
