package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Some literals and the match that follows them, packed into a long, so that a block's sequences
 * are an array of longs and cost no objects.
 *
 * <pre>
 * bits 0-17 literals   bits 18-35 match length   bits 36-53 distance, from the match's start backwards   54-63 zero
 * </pre>
 *
 * <p>All are in bytes, 0 to 2<sup>17</sup>. A match has {@link #LEAST_MATCH} bytes or more; a
 * block's last sequence has match length and distance 0.
 */
public final class Lz77Sequence {
  /** Of one sequence in memory, in the machine's byte order, at any alignment. */
  public static final long BYTES = Long.BYTES;

  /** The shortest match of the format (RFC 8878 section 3.1.1.3.2.1.1). */
  public static final int LEAST_MATCH = 3;

  private static final int MATCH_SHIFT = 18;
  private static final int DISTANCE_SHIFT = 36;
  private static final int MASK = (1 << 18) - 1;

  private Lz77Sequence() {}

  /** Packs values that are in range; they are not looked at again. */
  public static long of(int literals, int match, int distance) {
    return literals | (long) match << MATCH_SHIFT | (long) distance << DISTANCE_SHIFT;
  }

  public static int literals(long sequence) {
    return (int) sequence & MASK;
  }

  public static int match(long sequence) {
    return (int) (sequence >>> MATCH_SHIFT) & MASK;
  }

  public static int distance(long sequence) {
    return (int) (sequence >>> DISTANCE_SHIFT) & MASK;
  }

  /**
   * Whether {@code length} bytes at {@code position} are those that lie {@code distance} before
   * them, however the two overlap; all in range. Safe for memory that may vanish: single loads, no
   * bulk comparison.
   */
  public static boolean isMatch(MemorySegment m, long position, long distance, long length) {
    long i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if (m.get(ValueLayout.JAVA_LONG_UNALIGNED, position + i)
          != m.get(ValueLayout.JAVA_LONG_UNALIGNED, position - distance + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (m.get(ValueLayout.JAVA_BYTE, position + i)
          != m.get(ValueLayout.JAVA_BYTE, position - distance + i)) {
        return false;
      }
    }
    return true;
  }

  /** Sequence number {@code index} of a list in memory. */
  public static long get(MemorySegment list, long index) {
    return list.get(ValueLayout.JAVA_LONG_UNALIGNED, index * BYTES);
  }
}
