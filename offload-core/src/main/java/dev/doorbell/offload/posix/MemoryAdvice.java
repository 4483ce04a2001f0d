package dev.doorbell.offload.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Says to the kernel what native memory is for: madvise(2). Advice only: where it cannot be given,
 * for want of native access or on another system, the result says so and nothing is thrown. Any
 * thread.
 */
public final class MemoryAdvice {
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_DODUMP = 17;

  private MemoryAdvice() {}

  /** Linked at the first use, which fails where native access is not granted. */
  private static final class Madvise {
    static final VarHandle ERRNO =
        Linker.Option.captureStateLayout()
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final long PAGE = new LinuxCalls().pageSize();
    static final MethodHandle HANDLE = link();

    @SuppressWarnings("restricted") // this package is where the Linker is called
    private static MethodHandle link() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("madvise"),
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
          Linker.Option.captureCallState("errno"));
    }
  }

  /**
   * Keeps every page that holds a part of {@code memory} out of core dumps. Pages are shared where
   * the segment does not begin and end at their borders; their other bytes are then missing, too.
   *
   * @return 0 or −errno; −ENOSYS where there is no such call to make
   */
  public static int excludeFromDumps(MemorySegment memory) {
    return advise(memory, MADV_DONTDUMP);
  }

  /**
   * The opposite, before memory goes back to the allocator; for the pages that lie in {@code
   * memory} from end to end.
   *
   * @return 0 or −errno; −ENOSYS where there is no such call to make
   */
  public static int includeInDumps(MemorySegment memory) {
    return advise(memory, MADV_DODUMP);
  }

  private static int advise(MemorySegment memory, int advice) {
    try (Arena arena = Arena.ofConfined()) {
      long page = Madvise.PAGE;
      long begin = memory.address();
      long end = begin + memory.byteSize();
      boolean wide = advice == MADV_DONTDUMP;
      long from = wide ? begin & -page : begin + page - 1 & -page;
      long to = wide ? end + page - 1 & -page : end & -page;
      if (from >= to) {
        return 0;
      }
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) Madvise.HANDLE.invokeExact(state, from, to - from, advice);
      return result == 0 ? 0 : -(int) Madvise.ERRNO.get(state, 0L);
    } catch (Throwable notLinked) {
      if (notLinked instanceof VirtualMachineError error) {
        throw error;
      }
      return -Errno.ENOSYS;
    }
  }
}
