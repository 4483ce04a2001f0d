package dev.doorbell.fallback.memory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class OverlapTest {
  private static void check(MemorySegment memory) {
    MemorySegment input = memory.asSlice(10, 20).asReadOnly();
    assertTrue(Overlap.forwardSafe(input, memory.asSlice(10, 20)), "same start");
    assertTrue(Overlap.forwardSafe(input, memory.asSlice(9, 20)), "output behind");
    assertFalse(Overlap.forwardSafe(input, memory.asSlice(11, 20)), "output ahead");
    assertFalse(Overlap.forwardSafe(input, memory.asSlice(29, 20)), "one byte in common");
    assertTrue(Overlap.forwardSafe(input, memory.asSlice(30, 20)), "adjacent, ahead");
    assertTrue(Overlap.forwardSafe(input, memory.asSlice(0, 10)), "adjacent, behind");
    assertTrue(Overlap.any(input, memory.asSlice(29, 1)));
    assertFalse(Overlap.any(input, memory.asSlice(30, 1)));
    assertFalse(Overlap.any(input, memory.asSlice(15, 0)));
  }

  @Test
  void seesOverlapWithinAnArray() {
    check(MemorySegment.ofArray(new byte[100]));
    check(MemorySegment.ofArray(new long[100]));
  }

  @Test
  void seesOverlapInNativeMemory() {
    try (Arena arena = Arena.ofConfined()) {
      check(arena.allocate(100));
    }
  }

  @Test
  void differentArraysNeverOverlap() {
    assertTrue(
        Overlap.forwardSafe(
            MemorySegment.ofArray(new byte[9]).asSlice(0, 5),
            MemorySegment.ofArray(new byte[9]).asSlice(3, 5)));
  }
}
