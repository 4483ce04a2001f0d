package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SysfsTreeTest {
  private static final TwinDeviceSpec ZIP = TwinDeviceSpec.of("hisi_zip", 3);

  private static Path rootOf(SysfsTree tree) {
    return tree.dev.getParent();
  }

  @Test
  void nothingComesBackOnceAllIsDeleted() {
    SysfsTree tree = new SysfsTree();
    tree.add("hisi_zip-0", 0, ZIP, 4096);
    tree.deleteAll();
    tree.hint("hisi_zip-0", "available_instances", 1);
    tree.update("hisi_zip-0", "isolate", 1);
    tree.remove("hisi_zip-0");
    tree.add("hisi_zip-0", 0, ZIP, 4096);
    tree.deleteAll();
    assertFalse(Files.exists(rootOf(tree)));
  }

  @Test
  void deletingGoesThroughWhileDevicesComeAndGo() throws Exception {
    for (int round = 0; round < 20; round++) {
      SysfsTree tree = new SysfsTree();
      AtomicBoolean ended = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(1);
      FutureTask<Boolean> device =
          new FutureTask<>(() -> {
            do {
              tree.add("hisi_zip-0", 0, ZIP, 4096);
              tree.hint("hisi_zip-0", "available_instances", 1);
              tree.remove("hisi_zip-0");
              begun.countDown();
            } while (!ended.get());
            return true;
          });
      Thread.ofPlatform().start(device);
      try {
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        tree.deleteAll();
      } finally {
        ended.set(true);
      }
      assertTrue(device.get(10, TimeUnit.SECONDS));
      assertTrue(Files.notExists(rootOf(tree)), "round " + round);
    }
  }
}
