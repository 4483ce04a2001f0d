package dev.doorbell.offload.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryAdviceTest {
  private static final long PAGE = new LinuxCalls().pageSize();

  /** The kernel's own flags of the mapping that {@code address} lies in (proc(5), VmFlags). */
  private static String flags(long address) throws IOException {
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] range = line.split(" ", 2)[0].split("-");
        inside =
            address >= Long.parseUnsignedLong(range[0], 16)
                && address < Long.parseUnsignedLong(range[1], 16);
      } else if (inside && line.startsWith("VmFlags:")) {
        return line + " ";
      }
    }
    throw new AssertionError("no mapping has " + Long.toHexString(address));
  }

  @Test
  void excludedMemoryHasTheKernelsFlagAndLosesItAgain() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4 * PAGE, PAGE);
      memory.fill((byte) 1);
      assertFalse(flags(memory.address()).contains(" dd "), "don't dump");
      assertEquals(0, MemoryAdvice.excludeFromDumps(memory));
      assertTrue(flags(memory.address() + 3 * PAGE).contains(" dd "), "don't dump");
      assertEquals(0, MemoryAdvice.includeInDumps(memory));
      assertFalse(flags(memory.address()).contains(" dd "), "don't dump");
    }
  }

  @Test
  void pagesThatAreSharedAreExcludedAsAWhole() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(3 * PAGE, PAGE);
      memory.fill((byte) 1);
      MemorySegment middle = memory.asSlice(PAGE - 1, PAGE + 2);
      assertEquals(0, MemoryAdvice.excludeFromDumps(middle));
      assertTrue(flags(memory.address()).contains(" dd "));
      assertEquals(0, MemoryAdvice.includeInDumps(middle));
      assertTrue(flags(memory.address()).contains(" dd "), "somebody else's bytes are on it");
      assertFalse(flags(memory.address() + PAGE).contains(" dd "));
      MemoryAdvice.includeInDumps(memory);
    }
  }

  @Test
  @SuppressWarnings("restricted") // a segment over nothing, which nobody reads
  void aRangeThatIsNotMappedIsAValue() {
    // Far from everything that the kernel maps, and from the borders of what it may map.
    MemorySegment nothing = MemorySegment.ofAddress((1L << 46) + PAGE);
    assertEquals(0, MemoryAdvice.excludeFromDumps(nothing), "of no size");
    assertEquals(
        -Errno.ENOMEM, MemoryAdvice.excludeFromDumps(nothing.reinterpret(PAGE)), "not mapped");
  }
}
