package dev.doorbell.offload.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock-free stack of small integers (Treiber), for free lists: no allocation, no system call.
 * Each index may be on the stack once.
 *
 * <p>The head carries a counter beside the index, so that a pop that was overtaken by a pop, a pop
 * and a push of the same index (ABA) fails its compare-and-set. The links are plain ints: a link is
 * written before the compare-and-set that publishes its index, and read after the read of a head
 * that contains it; a stale read is harmless because the compare-and-set then fails.
 */
public final class IndexStack {
  private static final int EMPTY = -1;

  private final int[] next;
  private final AtomicLong head = new AtomicLong(pack(0, EMPTY));

  /**
   * @param capacity indices 0 to capacity − 1 may be pushed; the stack starts empty
   */
  public IndexStack(int capacity) {
    next = new int[capacity];
  }

  private static long pack(int counter, int index) {
    return (long) counter << 32 | index & 0xFFFF_FFFFL;
  }

  public void push(int index) {
    while (true) {
      long seen = head.get();
      next[index] = (int) seen;
      if (head.compareAndSet(seen, pack((int) (seen >>> 32) + 1, index))) {
        return;
      }
    }
  }

  /** Returns an index, or −1 when the stack is empty. */
  public int pop() {
    while (true) {
      long seen = head.get();
      int index = (int) seen;
      if (index == EMPTY) {
        return EMPTY;
      }
      if (head.compareAndSet(seen, pack((int) (seen >>> 32) + 1, next[index]))) {
        return index;
      }
    }
  }
}
