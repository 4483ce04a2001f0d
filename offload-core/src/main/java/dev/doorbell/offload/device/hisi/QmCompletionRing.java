package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The ring of completion entries, 16 bytes each (uacce.md 2.3), found by a phase bit that toggles
 * at each wrap and starts at 1.
 *
 * <pre>
 *  0        4      6      8         10       12     14
 *  | rsvd0  |cmd_id|rsvd1 | sq_head | sq_num |rsvd2 | w7: bit 0 = phase |
 * </pre>
 *
 * <p>Only the holder of the queue's receive lock uses it.
 */
final class QmCompletionRing {
  static final int ENTRY_BYTES = 16;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT = U16.varHandle();
  private static final long SQ_HEAD = 8;
  private static final long W7 = 14;

  private final MemorySegment entries;
  private final int depth;
  private int head;
  private int expectedPhase = 1;

  QmCompletionRing(MemorySegment entries, int depth) {
    this.entries = entries;
    this.depth = depth;
  }

  /**
   * Whether the device has written the entry at the head. The acquire load orders the reads that
   * follow (sq_head, the slot, the job's output) after it; the device wrote those before the phase.
   */
  boolean ready() {
    return ((short) SHORT.getAcquire(entries, (long) head * ENTRY_BYTES + W7) & 1) == expectedPhase;
  }

  /** The submission slot that the entry at the head names: 0 to 65,535, not checked. */
  int slot() {
    return Short.toUnsignedInt(entries.get(U16, (long) head * ENTRY_BYTES + SQ_HEAD));
  }

  void advance() {
    if (++head == depth) {
      head = 0;
      expectedPhase ^= 1;
    }
  }

  /** The next entry to be read: what the CQ doorbell announces. */
  int head() {
    return head;
  }
}
