package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The twin with threads of its own. */
class TwinThreadTest {
  private static final int JOBS = 2000;

  private static byte[] job(Arena arena, int mode, int length) {
    MemorySegment memory = arena.allocate(3L * length + 64, 64);
    return RawQueue.row(
        "0:00000223 4:%08x 16:S 48:K 56:%s 72:%08x 76:D 92:V"
            .formatted(1 | mode << 16 | 2 << 20, mode == 4 ? "0c000000" : "08000000", length),
        "S",
        memory.address(),
        "D",
        memory.address() + length,
        "K",
        memory.address() + 2L * length,
        "V",
        memory.address() + 2L * length + 32);
  }

  /**
   * By reflection, since the module does not read {@code jdk.management} and need not for a test's
   * sake.
   */
  private static long allocatedByTwin(String thread) throws ReflectiveOperationException {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
    Assumptions.assumeTrue(type.isInstance(bean), "this JVM does not count allocations by thread");
    long id =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().equals(thread))
            .findFirst()
            .orElseThrow()
            .threadId();
    return (long) type.getMethod("getThreadAllocatedBytes", long.class).invoke(bean, id);
  }

  @ParameterizedTest
  @CsvSource({"0,64", "0,4096", "1,64", "1,65536", "4,63", "4,16384", "2,63", "3,63", "7,65"})
  void cipherJobsWithAnUnchangedKeyAllocateNothing(int mode, int length)
      throws ReflectiveOperationException {
    try (Twin twin = Twin.parse("hisi_sec2:3", "");
        Arena arena = Arena.ofConfined();
        RawQueue queue = new RawQueue(twin, twin.devices().getFirst(), 0)) {
      byte[] job = job(arena, mode, length);
      for (int i = 0; i < JOBS; i++) {
        queue.run(job);
      }
      long before = allocatedByTwin("doorbell-twin-hisi_sec2-0-0");
      for (int i = 0; i < JOBS; i++) {
        queue.run(job);
      }
      long bytes = allocatedByTwin("doorbell-twin-hisi_sec2-0-0") - before;
      // The JVM itself allocates a little now and then; less than half of the smallest object per
      // job means that no job allocates.
      assertTrue(bytes < 8 * JOBS, "bytes per job: " + (double) bytes / JOBS);
    }
  }

  @Test
  void severalQueuesAreServed() throws InterruptedException {
    try (Twin twin = Twin.parse("hisi_sec2:3:slots=2", "")) {
      Thread[] users = new Thread[4];
      for (int i = 0; i < users.length; i++) {
        users[i] =
            Thread.ofPlatform()
                .start(() -> {
                  try (Arena arena = Arena.ofConfined();
                      RawQueue queue = new RawQueue(twin, twin.devices().getFirst(), 0)) {
                    byte[] job = job(arena, 1, 256);
                    for (int n = 0; n < 500; n++) {
                      assertEquals(0x101, Words.u16(queue.run(job), 112));
                    }
                  }
                });
      }
      for (Thread user : users) {
        user.join();
      }
      assertEquals(2000, twin.devices().getFirst().stats().executed());
    }
  }

  @Test
  void stepsByHandAreRefused() {
    try (Twin twin = Twin.parse("hisi_zip", "")) {
      assertThrows(IllegalStateException.class, () -> twin.devices().getFirst().step());
    }
  }

  @Test
  void removalUnderLoadIsSeenAsAnInternalErrorAndTheDeviceReturns() {
    try (Twin twin = Twin.parse("hisi_sec2:3", "remove:every=100:for=1ms:limit=5");
        Arena arena = Arena.ofConfined()) {
      TwinDevice device = twin.devices().getFirst();
      byte[] job = job(arena, 0, 64);
      int removals = 0;
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (removals < 5 && System.nanoTime() - deadline < 0) {
        if (!device.isPresent()) {
          Thread.onSpinWait();
          continue;
        }
        try (RawQueue queue = new RawQueue(twin, device, 0)) {
          while (device.isPresent()) {
            queue.submit(job);
            while (!queue.completed() && device.isPresent()) {
              Thread.onSpinWait();
            }
            if (device.isPresent()) {
              queue.take();
            }
          }
          removals++;
        } catch (InternalError | AssertionError expected) {
          // The device went away between the look and the access, or between open and mmap.
          removals++;
        }
      }
      assertEquals(5L, device.stats().faults().get(FaultKind.REMOVE));
    }
  }
}
