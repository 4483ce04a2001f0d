package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.hostile.Script;
import dev.doorbell.offload.queue.InFlight;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Many jobs in one ring, a device that answers them in any order, and then writes anything into the
 * rings. Until its first lie every answer reaches its own job and no other; afterwards nothing is
 * written beside the jobs' answers, no entry has two owners, and a dead queue stays dead.
 */
public final class QueueFuzz {
  private static final int DEPTH = 8;
  private static final int JOB_BYTES = 256;
  private static final int GUARD = 64;
  private static final byte CANARY = 0x2A;

  private final Script script;
  private final ScriptedQueue device = new ScriptedQueue(DEPTH);
  private final Arena arena = Arena.ofShared();
  private final QmQueue queue;
  private final List<Submitted> submitted = new ArrayList<>();
  private final Set<InFlight> owned = new HashSet<>();
  private int nextSlot;
  private int marks;
  private boolean lied;

  private static final class Submitted {
    final InFlight entry;
    final MemorySegment around;
    final int slot;
    int mark;

    Submitted(InFlight entry, MemorySegment around, int slot) {
      this.entry = entry;
      this.around = around;
      this.slot = slot;
    }
  }

  private QueueFuzz(byte[] data) throws DeviceException {
    script = new Script(data);
    queue = device.open();
  }

  /** For fuzzers. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      QueueFuzz fuzz = new QueueFuzz(data);
      try {
        fuzz.run();
      } finally {
        fuzz.arena.close();
        fuzz.device.close();
      }
    } catch (DeviceException e) {
      throw new AssertionError(e);
    }
  }

  private void run() {
    while (!script.isOver()) {
      switch (script.below(16)) {
        case 0, 1, 2, 3 -> submit();
        case 4, 5, 6, 7 -> answer();
        case 8, 9, 10 -> poll();
        default -> lie();
      }
    }
    poll();
    queue.close();
  }

  private void submit() {
    InFlight entry = queue.begin();
    if (entry == null) {
      check(owned.size() == queue.capacity() || queue.fault() != null || lied, "an entry is lost");
      return;
    }
    check(owned.add(entry), "an entry with two owners");
    MemorySegment around = arena.allocate(JOB_BYTES + 2 * GUARD, 64);
    around.fill(CANARY);
    around.asSlice(GUARD, JOB_BYTES).fill((byte) 0);
    entry.attach(around.asSlice(GUARD, JOB_BYTES), 0, JOB_BYTES / 2);
    if (queue.submit(entry)) {
      check(!wasDead(), "a dead queue takes jobs");
      submitted.add(new Submitted(entry, around, nextSlot));
      nextSlot = (nextSlot + 1) % DEPTH;
      check((device.doorbell() >>> 32 & 0xFFFF) == nextSlot, "the doorbell names another tail");
    } else {
      owned.remove(entry);
      queue.end(entry);
    }
  }

  private boolean wasDead() {
    return queue.fault() != null;
  }

  /** The truth, about any job that has none yet. */
  private void answer() {
    List<Submitted> open = submitted.stream().filter(job -> job.mark == 0).toList();
    if (open.isEmpty()) {
      return;
    }
    Submitted job = open.get(script.below(open.size()));
    job.mark = ++marks;
    device.dus.set(ValueLayout.JAVA_INT, 128L * job.slot + 4, job.mark);
    device.complete(job.slot);
  }

  private void poll() {
    boolean dead = wasDead();
    int taken = queue.poll(1 + script.below(DEPTH));
    check(!dead || taken == 0, "a dead queue completes jobs");
    check(lied || !wasDead(), "an honest device was given up: " + queue.fault());
    for (Submitted job : List.copyOf(submitted)) {
      check(isIntact(job.around), "guard bytes were written");
      if (job.entry.isCompleted()) {
        check(lied || job.mark != 0, "completed without an answer");
        MemorySegment answer = job.around.asSlice(GUARD + JOB_BYTES / 2, JOB_BYTES / 2);
        check(lied || answer.get(ValueLayout.JAVA_INT, 4) == job.mark, "another job's answer");
        submitted.remove(job);
        owned.remove(job.entry);
        queue.end(job.entry);
      }
    }
  }

  private void lie() {
    lied = true;
    MemorySegment m = device.dus;
    int entries = 128 * DEPTH;
    switch (script.below(5)) {
      case 0 -> device.announce(script.below(1 << 16));
      case 1 -> device.announce(script.below(DEPTH));
      case 2 -> device.completeWithPhase(script.below(DEPTH), script.next());
      case 3 ->
          m.set(ValueLayout.JAVA_BYTE, script.below(entries + 16 * DEPTH), (byte) script.next());
      default -> m.set(ValueLayout.JAVA_INT, m.byteSize() - 8 + 4 * script.below(2), script.next());
    }
  }

  private static boolean isIntact(MemorySegment around) {
    for (int i = 0; i < GUARD; i++) {
      if (around.get(ValueLayout.JAVA_BYTE, i) != CANARY
          || around.get(ValueLayout.JAVA_BYTE, around.byteSize() - 1 - i) != CANARY) {
        return false;
      }
    }
    return true;
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
