package dev.doorbell.fallback.memory;

import java.lang.foreign.MemorySegment;

/**
 * How two of a job's buffers lie to each other. Two mappings of the same file pages cannot be told
 * apart from distinct memory.
 */
public final class Overlap {
  private Overlap() {}

  /** True where the two share at least one byte. */
  public static boolean any(MemorySegment a, MemorySegment b) {
    return a.byteSize() > 0 && b.byteSize() > 0 && a.asOverlappingSlice(b).isPresent();
  }

  /**
   * True where writing the output front to back, never ahead of what was read, leaves the unread
   * input alone: no byte in common, or the output begins at or before the input.
   */
  public static boolean forwardSafe(MemorySegment input, MemorySegment output) {
    return !any(input, output) || output.address() <= input.address();
  }
}
