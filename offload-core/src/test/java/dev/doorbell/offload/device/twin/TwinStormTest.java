package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many faults at once: what must hold whatever happens. */
class TwinStormTest {
  private static final int LENGTH = 4096;

  private static byte[] job(MemorySegment memory) {
    long at = memory.address();
    return RawQueue.row(
        "0:00000223 4:00200001 16:S 48:K 56:08000000 72:%08x 76:D".formatted(LENGTH),
        "S",
        at,
        "D",
        at + LENGTH,
        "K",
        at + 2 * LENGTH);
  }

  @Test
  @Timeout(60)
  void nothingIsWrittenAfterTheLastReferenceHasGone() {
    long seed = System.nanoTime();
    String faults =
        "unbind:every=3:for=1ms,reset:every=11,resetdevice:every=37:for=1ms,delay:every=5:for=1ms,seed="
            + (int) seed;
    try (Twin twin = Twin.parse("hisi_sec2:3:queues=4", faults);
        Arena arena = Arena.ofConfined()) {
      Random random = new Random(seed);
      TwinDevice device = twin.devices().getFirst();
      SystemCalls kernel = twin.systemCalls();
      MemorySegment memory = arena.allocate(3 * LENGTH, 4096);
      MemorySegment output = memory.asSlice(LENGTH, LENGTH);
      byte[] job = job(memory);
      for (int round = 0; round < 150; round++) {
        int probe =
            kernel.open(twin.deviceRoot().resolve(device.name()).toString(), SystemCalls.O_RDWR);
        if (probe < 0) {
          continue; // a device reset is going on
        }
        kernel.close(probe);
        try (RawQueue queue = new RawQueue(twin, device, 0)) {
          for (int i = random.nextInt(5); i >= 0; i--) {
            queue.submit(job);
          }
          for (int spin = random.nextInt(20_000); spin > 0; spin--) {
            Thread.onSpinWait();
          }
        } catch (AssertionError reset) {
          continue; // between the probe and the open
        }
        assertEquals(0, kernel.references(twin.deviceRoot().resolve(device.name()).toString()));
        output.fill((byte) 0x55);
        for (int spin = 0; spin < 20_000; spin++) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < LENGTH; i++) {
          assertEquals(
              0x55,
              output.get(ValueLayout.JAVA_BYTE, i),
              "late write, round " + round + ", seed " + seed);
        }
      }
      assertTrue(device.stats().executed() > 0);
    }
  }

  @Test
  @Timeout(60)
  void manyUsersUnderAllFaultsComeToAnEnd() {
    long seed = System.nanoTime();
    String faults =
        "unbind:every=7:for=1ms,reset:every=13,resetdevice:every=101:for=1ms,delay:every=9:for=1ms,isolate:every=50:for=1ms,lose:every=17,"
            + "duplicate:every=19,error:every=11,corrupt:every=12,badphase:every=23,badhead:every=29,seed="
            + (int) seed;
    try (Arena arena = Arena.ofShared();
        Twin twin = Twin.parse("hisi_sec2:3:queues=8:slots=2:depth=16", faults)) {
      TwinDevice device = twin.devices().getFirst();
      AtomicInteger good = new AtomicInteger();
      Phaser users = new Phaser(1);
      for (int u = 0; u < 3; u++) {
        users.register();
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                // Freed after the twin's end only: other users keep the address space bound.
                byte[] job = job(arena.allocate(3 * LENGTH, 4096));
                for (int round = 0; round < 100; round++) {
                  use(twin, device, job, good);
                }
              } finally {
                users.arriveAndDeregister();
              }
            });
      }
      users.arriveAndAwaitAdvance();
      assertTrue(good.get() > 0, "seed " + seed);
      assertEquals(
          0,
          twin.systemCalls().references(twin.deviceRoot().resolve(device.name()).toString()),
          "seed " + seed);
    }
  }

  private static void use(Twin twin, TwinDevice device, byte[] job, AtomicInteger good) {
    try (RawQueue queue = new RawQueue(twin, device, 0)) {
      for (int i = 0; i < 10; i++) {
        queue.submit(job);
        long start = System.nanoTime();
        while (!queue.completed()) {
          if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(3)) {
            return;
          }
          Thread.onSpinWait();
        }
        if (queue.sqHead() >= 16) {
          return;
        }
        good.addAndGet(Words.u16(queue.take(), 112) & 1);
      }
    } catch (AssertionError refused) {
      // open or START_Q during a device reset
      Thread.onSpinWait();
    }
  }
}
