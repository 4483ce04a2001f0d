package dev.doorbell.offload.queue;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A ring of fixed-size slots in memory shared with the device, and who owns each slot. Only one
 * thread at a time fills slots (the queue's submit lock); another one may free them at the same
 * time (its receive lock).
 *
 * <p>An owner is set before the doorbell and read after the completion entry was seen. Between the
 * two lies the device: our full fence before the doorbell, its own ordering, our acquire load of
 * the phase. The owner itself is stored with release and loaded with acquire, so that a slot freed
 * by the receiving thread is seen free, with its old contents no longer needed, by the submitting
 * one.
 */
public final class SubmissionRing {
  private final MemorySegment slots;
  private final int slotBytes;
  private final int depth;
  private final AtomicReferenceArray<InFlight> owners;
  private int tail;

  /**
   * @param memory begins with {@code depth} slots
   * @param slotBytes size of a slot
   * @param depth number of slots, at least 2
   */
  public SubmissionRing(MemorySegment memory, int slotBytes, int depth) {
    if (depth < 2 || (long) slotBytes * depth > memory.byteSize()) {
      throw new IllegalArgumentException(
          "depth=" + depth + ", allowed: 2 to " + memory.byteSize() / slotBytes);
    }
    slots = memory.asSlice(0, (long) slotBytes * depth);
    this.slotBytes = slotBytes;
    this.depth = depth;
    owners = new AtomicReferenceArray<>(depth);
  }

  /** Whether the next {@code count} slots are free. */
  public boolean hasRoom(int count) {
    int slot = tail;
    for (int i = 0; i < count; i++) {
      if (owners.getAcquire(slot) != null) {
        return false;
      }
      slot = next(slot);
    }
    return true;
  }

  /**
   * Copies the entry's descriptor into the next slot, which must be free. The device may not know
   * of it yet.
   */
  public void fill(InFlight entry) {
    MemorySegment.copy(
        entry.memory(), entry.descriptorOffset(), slots, (long) tail * slotBytes, slotBytes);
    owners.setRelease(tail, entry);
    tail = next(tail);
  }

  /** Takes the last {@code count} filled slots back: the device was never told of them. */
  public void unfill(int count) {
    for (int i = 0; i < count; i++) {
      tail = tail == 0 ? depth - 1 : tail - 1;
      owners.setRelease(tail, null);
    }
  }

  /** The slot after the last filled one: what the doorbell announces. */
  public int tail() {
    return tail;
  }

  public int depth() {
    return depth;
  }

  /** The job in {@code slot}, or null for a free slot. */
  public InFlight owner(int slot) {
    return owners.getAcquire(slot);
  }

  /** Copies the slot as the device left it to the entry's completion range. */
  public void copyAnswer(int slot, InFlight entry) {
    MemorySegment.copy(
        slots, (long) slot * slotBytes, entry.memory(), entry.completionOffset(), slotBytes);
  }

  /** The slot may be filled again. */
  public void free(int slot) {
    owners.setRelease(slot, null);
  }

  /**
   * Zeroes all free slots: descriptors hold addresses, and the kernel hands the memory to the next
   * owner as it is. Slots of unfinished jobs are left alone, because the device may be reading
   * them.
   */
  public void scrub() {
    for (int slot = 0; slot < depth; slot++) {
      if (owners.getAcquire(slot) == null) {
        slots.asSlice((long) slot * slotBytes, slotBytes).fill((byte) 0);
      }
    }
  }

  private int next(int slot) {
    return slot + 1 == depth ? 0 : slot + 1;
  }
}
