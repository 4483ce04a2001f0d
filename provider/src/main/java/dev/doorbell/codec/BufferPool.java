package dev.doorbell.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Heap arrays between two streams. A piece's buffers have half a megabyte and more: made anew for
 * each stream they would be zeroed, pushed through the caches and collected at a cost that a fast
 * library's work does not hide (measured at level 1: 6 to 8 % of the time of a stream).
 *
 * <p>Bounded in all by a 64th of the heap and by {@value #MOST_ALL_BYTES} bytes; never waits, is
 * bound to no thread, and what does not fit is left to the garbage collector. An array in here
 * holds some former stream's bytes: whoever takes one reads only what he wrote. Any thread.
 */
final class BufferPool {
  /** What is smaller costs less than the lock. */
  private static final int LEAST_BYTES = 4 << 10;

  /** One array's: a piece of any library's and its bound. */
  private static final int MOST_BYTES = 3 << 20;

  private static final int MOST_ALL_BYTES = 32 << 20;

  private static final BufferPool SHARED =
      new BufferPool((int) Math.min(Runtime.getRuntime().maxMemory() / 64, MOST_ALL_BYTES));

  private final List<byte[]> idle = new ArrayList<>();
  private final int mostBytes;
  private int bytes;

  /**
   * @param mostBytes how much to keep in all
   */
  BufferPool(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  static BufferPool shared() {
    return SHARED;
  }

  /** The smallest that has room for {@code least} bytes, with whatever contents; the caller's. */
  byte[] take(int least) {
    if (least >= LEAST_BYTES && least <= MOST_BYTES) {
      synchronized (this) {
        int best = -1;
        for (int i = 0; i < idle.size(); i++) {
          int length = idle.get(i).length;
          if (length >= least && (best < 0 || length < idle.get(best).length)) {
            best = i;
          }
        }
        if (best >= 0) {
          byte[] found = idle.get(best);
          // Order means nothing, so the gap is filled with the last one.
          idle.set(best, idle.getLast());
          idle.removeLast();
          bytes -= found.length;
          return found;
        }
      }
    }
    return new byte[least];
  }

  /** The caller must not touch it any more. */
  void give(byte[] array) {
    if (array.length < LEAST_BYTES || array.length > MOST_BYTES) {
      return;
    }
    synchronized (this) {
      if (bytes + array.length <= mostBytes) {
        idle.add(array);
        bytes += array.length;
      }
    }
  }

  /** Bytes that wait at this moment. */
  synchronized int idleBytes() {
    return bytes;
  }
}
