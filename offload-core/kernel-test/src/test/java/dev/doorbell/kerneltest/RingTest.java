package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.WorkQueue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rings at their limits: full, batched, wrapped with many in flight, new after another owner.
 */
class RingTest {
  private static final int SLOT = 512;
  private static final int N = 64;

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
    assertEquals(0, Knobs.SEC_V3.get("in_use"));
  }

  /** Jobs that encrypt their number, each in memory of its own. */
  private static final class Jobs {
    final WorkQueue queue;
    final MemorySegment memory;
    final byte[] expected;
    final List<InFlight> entries = new ArrayList<>();

    Jobs(RawQueue raw, int most) throws Exception {
      queue = raw.queue();
      memory = raw.allocate((long) SLOT * (most + 1));
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[16], "AES"),
          new IvParameterSpec(new byte[16]));
      expected = cipher.doFinal(new byte[N]);
    }

    /** Builds the next job in the entry's own slot of the memory; the last slot is key and IV. */
    InFlight next() {
      InFlight entry = queue.begin();
      if (entry == null) {
        return null;
      }
      MemorySegment slot = memory.asSlice((long) SLOT * entries.size(), SLOT);
      slot.fill((byte) 0);
      long at = slot.address();
      long zeros = memory.address() + memory.byteSize() - SLOT;
      slot.set(RawQueue.U32, 0, 0x223);
      slot.set(RawQueue.U32, 4, 0x00210001);
      slot.set(RawQueue.U64, 16, at + 256);
      slot.set(RawQueue.U64, 48, zeros);
      slot.set(RawQueue.U32, 72, N);
      slot.set(RawQueue.U64, 76, at + 384);
      slot.set(RawQueue.U64, 92, zeros);
      entry.attach(slot, 0, RawQueue.DESCRIPTOR_BYTES);
      entries.add(entry);
      return entry;
    }

    void finish() {
      Knobs.await(
          "all " + entries.size() + " jobs are answered",
          () -> {
            queue.poll(64);
            return queue.fault() != null || entries.stream().allMatch(InFlight::isCompleted);
          });
      assertNull(queue.fault());
      for (int i = 0; i < entries.size(); i++) {
        byte[] got = new byte[N];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, (long) SLOT * i + 384, got, 0, N);
        assertArrayEquals(expected, got, "job " + i);
        queue.end(entries.get(i));
      }
      entries.clear();
    }
  }

  @Test
  void aFullRingRefusesTheNextJobAndLosesNone() throws Exception {
    try (RawQueue raw = new RawQueue(Knobs.SEC_V3, 0)) {
      Jobs jobs = new Jobs(raw, 1023);
      for (int lap = 0; lap < 3; lap++) {
        Knobs.SEC_V3.set("hold", 1);
        for (int i = 0; i < 1023; i++) {
          InFlight entry = jobs.next();
          assertNotNull(entry, "job " + i);
          assertTrue(jobs.queue.submit(entry), "job " + i);
        }
        assertNull(jobs.queue.begin(), "the 1024th");
        assertEquals(1023, jobs.queue.inFlight());
        assertEquals(1023, Knobs.SEC_V3.get("pending"));
        Knobs.SEC_V3.set("hold", 0);
        jobs.finish();
      }
    }
  }

  @Test
  void batchesOfAllSizesGoAroundTheRing() throws Exception {
    try (RawQueue raw = new RawQueue(Knobs.SEC_V3, 0)) {
      Jobs jobs = new Jobs(raw, 1023);
      for (int size = 1; size <= 100; size++) {
        InFlight[] batch = new InFlight[size];
        for (int i = 0; i < size; i++) {
          batch[i] = jobs.next();
        }
        assertTrue(jobs.queue.submit(batch, size));
        jobs.finish();
      }
    }
  }

  @Test
  void aReleasedDescriptorAtATimeIsExecutedInTheOrderOfTheRing() throws Exception {
    try (RawQueue raw = new RawQueue(Knobs.SEC_V3, 0)) {
      Jobs jobs = new Jobs(raw, 16);
      Knobs.SEC_V3.set("hold", 1);
      for (int i = 0; i < 8; i++) {
        assertTrue(jobs.queue.submit(jobs.next()));
      }
      for (int i = 0; i < 8; i++) {
        InFlight entry = jobs.entries.get(i);
        assertFalse(entry.isCompleted());
        Knobs.SEC_V3.set("allow", 1);
        Knobs.await(
            "job " + i + " is answered",
            () -> {
              jobs.queue.poll(8);
              return entry.isCompleted();
            });
      }
      Knobs.SEC_V3.set("hold", 0);
      jobs.finish();
    }
  }

  /** The kernel hands rings on as they are: what the last owner left must not be what we read. */
  @Test
  void aFreshQueueIsCleanWhateverTheLastOwnerLeft() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (RawQueue raw = new RawQueue(Knobs.SEC_V3, 0)) {
        Jobs jobs = new Jobs(raw, 64);
        assertEquals(0, jobs.queue.poll(64), "nothing is complete before the first job");
        for (int i = 0; i < 1 + round; i++) {
          assertTrue(jobs.queue.submit(jobs.next()));
        }
        jobs.finish();
      }
    }
  }
}
