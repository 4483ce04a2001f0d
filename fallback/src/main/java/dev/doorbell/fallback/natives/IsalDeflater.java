package dev.doorbell.fallback.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.doorbell.fallback.memory.JobOutput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One {@code struct isal_zstream} (igzip_lib.h of ISA-L 2.30; 64-bit platforms) with the buffers
 * that it works on.
 *
 * <pre>
 *   0 next_in 8    8 avail_in 4    16 next_out 8   24 avail_out 4   40 level 4
 *  44 level_buf_size 4   48 level_buf 8   56 end_of_stream 2   58 flush 2   64 internal state
 * </pre>
 */
final class IsalDeflater implements RawDeflater {
  /* 82,384 in version 2.30: room for a later one of the same soname. */
  private static final long STREAM_BYTES = 128 << 10;

  private static final long NEXT_IN = 0;
  private static final long AVAIL_IN = 8;
  private static final long NEXT_OUT = 16;
  private static final long AVAIL_OUT = 24;
  private static final long LEVEL = 40;
  private static final long LEVEL_BUF_SIZE = 44;
  private static final long LEVEL_BUF = 48;
  private static final long END_OF_STREAM = 56;
  private static final long FLUSH = 58;
  private static final short NO_FLUSH = 0;
  private static final short SYNC_FLUSH = 1;

  /*
   * ISAL_DEF_LVL1_SMALL to ISAL_DEF_LVL3_SMALL: blocks of 16,384 symbols, as zlib's. With the header's default, four times as long,
   * machine code is 0.6 % larger, because its parts differ; text stays the same, and so does the time.
   */
  private static final int[] LEVEL_BYTES = {0, 86_016, 135_168, 151_552};

  /*
   * Small enough to stay in the second-level cache between the copy and its reader. Native memory is read in place, but in the same
   * chunks: the library's blocks depend on them, and the same message has to have the same size wherever it lies.
   */
  private static final int CHUNK_BYTES = 64 << 10;

  private final Isal.Functions functions;
  private final int level;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment stream = arena.allocate(STREAM_BYTES, 64);
  private final MemorySegment levelBuffer;
  private final MemorySegment in = arena.allocate(CHUNK_BYTES, 64);
  private final MemorySegment out = arena.allocate(CHUNK_BYTES, 64);

  IsalDeflater(Isal.Functions functions, int level) {
    if (level < 1 || level > 3) {
      throw new IllegalArgumentException("level=" + level + ", allowed: 1 to 3");
    }
    this.functions = functions;
    this.level = level;
    levelBuffer = arena.allocate(LEVEL_BYTES[level], 64);
  }

  @Override
  public boolean compress(
      MemorySegment history, MemorySegment input, boolean last, JobOutput output) {
    begin(history);
    long position = 0;
    do {
      long n = Math.min(input.byteSize() - position, CHUNK_BYTES);
      MemorySegment piece = input.asSlice(position, n);
      position += n;
      boolean end = position == input.byteSize();
      stream.set(ADDRESS, NEXT_IN, input.isNative() ? piece : in.copyFrom(piece));
      stream.set(JAVA_INT, AVAIL_IN, (int) n);
      stream.set(JAVA_SHORT, END_OF_STREAM, (short) (end && last ? 1 : 0));
      stream.set(JAVA_SHORT, FLUSH, end && !last ? SYNC_FLUSH : NO_FLUSH);
      if (!drain(output)) {
        return false;
      }
    } while (position < input.byteSize());
    return true;
  }

  private void begin(MemorySegment history) {
    try {
      functions.init().invokeExact(stream);
    } catch (Throwable e) {
      throw NativeFunction.failure("isal_deflate_init", e);
    }
    stream.set(JAVA_INT, LEVEL, level);
    stream.set(JAVA_INT, LEVEL_BUF_SIZE, LEVEL_BYTES[level]);
    stream.set(ADDRESS, LEVEL_BUF, levelBuffer);
    int n = (int) history.byteSize();
    if (n > 0) {
      MemorySegment.copy(history, 0, in, 0, n);
      try {
        check("isal_deflate_set_dict", (int) functions.setDict().invokeExact(stream, in, n));
      } catch (Throwable e) {
        throw NativeFunction.failure("isal_deflate_set_dict", e);
      }
    }
  }

  /** Calls until the input is gone and the output came out whole. */
  private boolean drain(JobOutput output) {
    int room;
    do {
      stream.set(ADDRESS, NEXT_OUT, out);
      stream.set(JAVA_INT, AVAIL_OUT, CHUNK_BYTES);
      try {
        check("isal_deflate", (int) functions.deflate().invokeExact(stream));
      } catch (Throwable e) {
        throw NativeFunction.failure("isal_deflate", e);
      }
      room = stream.get(JAVA_INT, AVAIL_OUT);
      if (!output.append(out.asSlice(0, CHUNK_BYTES - room))) {
        return false;
      }
      // A full buffer says that there may be more.
    } while (room == 0 || stream.get(JAVA_INT, AVAIL_IN) > 0);
    return true;
  }

  private static void check(String function, int status) {
    if (status != 0) {
      throw new IllegalStateException(function + " returned " + status + ", expected: 0");
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
