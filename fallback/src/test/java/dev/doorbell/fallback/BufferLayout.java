package dev.doorbell.fallback;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Ways in which a job's two buffers can lie in memory, with guard bytes around them. */
public enum BufferLayout {
  HEAP_SLICES,
  DIRECT,
  HEAP_TO_DIRECT,
  DIRECT_TO_HEAP,
  READ_ONLY_HEAP_INPUT,
  READ_ONLY_DIRECT_INPUT,
  LONG_ARRAYS,
  READ_ONLY_LONG_ARRAY_INPUT,
  SAME_START_HEAP,
  SAME_START_DIRECT,
  READ_ONLY_VIEW_OF_SAME_START,
  OUTPUT_7_AHEAD_HEAP,
  OUTPUT_7_AHEAD_DIRECT,
  OUTPUT_20000_AHEAD_HEAP,
  OUTPUT_7_BEHIND_HEAP,
  OUTPUT_7_BEHIND_DIRECT,
  OUTPUT_20000_BEHIND_DIRECT;

  private static final int GUARD = 13;
  private static final byte[] PATTERN = TestBytes.random(200_000, 1);

  /** Both buffers, and the memory around them as it was before the job. */
  public static final class Pair {
    public final MemorySegment input;
    public final MemorySegment output;
    private final MemorySegment inputMemory;
    private final MemorySegment outputMemory;
    private final long outputOffset;
    private final byte[] inputBefore;
    private final byte[] outputBefore;

    private Pair(
        MemorySegment inputMemory,
        long inputOffset,
        byte[] data,
        MemorySegment outputMemory,
        long outputOffset,
        long outputBytes,
        boolean readOnly) {
      this.inputMemory = inputMemory;
      this.outputMemory = outputMemory;
      this.outputOffset = outputOffset;
      fill(outputMemory);
      if (!inputMemory.equals(outputMemory)) {
        fill(inputMemory);
      }
      MemorySegment.copy(data, 0, inputMemory, ValueLayout.JAVA_BYTE, inputOffset, data.length);
      MemorySegment slice = inputMemory.asSlice(inputOffset, data.length);
      input = readOnly ? slice.asReadOnly() : slice;
      output = outputMemory.asSlice(outputOffset, outputBytes);
      inputBefore = inputMemory.toArray(ValueLayout.JAVA_BYTE);
      outputBefore = outputMemory.toArray(ValueLayout.JAVA_BYTE);
    }

    private static void fill(MemorySegment memory) {
      MemorySegment.copy(PATTERN, 0, memory, ValueLayout.JAVA_BYTE, 0, (int) memory.byteSize());
    }

    public byte[] produced(long bytes) {
      return output.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    /** True where no byte changed but the first {@code produced} of the output. */
    public boolean untouchedBeside(long produced) {
      byte[] now = outputMemory.toArray(ValueLayout.JAVA_BYTE);
      int from = (int) outputOffset;
      int to = (int) (outputOffset + produced);
      boolean around =
          Arrays.equals(now, 0, from, outputBefore, 0, from)
              && Arrays.equals(now, to, now.length, outputBefore, to, outputBefore.length);
      boolean source =
          inputMemory.equals(outputMemory)
              || Arrays.equals(inputMemory.toArray(ValueLayout.JAVA_BYTE), inputBefore);
      return around && source;
    }
  }

  /**
   * @param arena owns native memory
   */
  public Pair of(Arena arena, byte[] data, long outputBytes) {
    return switch (this) {
      case HEAP_SLICES -> apart(heap(data.length), data, heap(outputBytes), outputBytes, false);
      case DIRECT ->
          apart(direct(arena, data.length), data, direct(arena, outputBytes), outputBytes, false);
      case HEAP_TO_DIRECT ->
          apart(heap(data.length), data, direct(arena, outputBytes), outputBytes, false);
      case DIRECT_TO_HEAP ->
          apart(direct(arena, data.length), data, heap(outputBytes), outputBytes, false);
      case READ_ONLY_HEAP_INPUT ->
          apart(heap(data.length), data, heap(outputBytes), outputBytes, true);
      case READ_ONLY_DIRECT_INPUT ->
          apart(direct(arena, data.length), data, heap(outputBytes), outputBytes, true);
      case LONG_ARRAYS -> apart(longs(data.length), data, longs(outputBytes), outputBytes, false);
      case READ_ONLY_LONG_ARRAY_INPUT ->
          apart(longs(data.length), data, longs(outputBytes), outputBytes, true);
      case SAME_START_HEAP ->
          overlapping(heap(Math.max(data.length, outputBytes)), data, 0, 0, outputBytes, false);
      case SAME_START_DIRECT ->
          overlapping(
              direct(arena, Math.max(data.length, outputBytes)), data, 0, 0, outputBytes, false);
      case READ_ONLY_VIEW_OF_SAME_START ->
          overlapping(heap(Math.max(data.length, outputBytes)), data, 0, 0, outputBytes, true);
      case OUTPUT_7_AHEAD_HEAP ->
          overlapping(heap(7 + Math.max(data.length, outputBytes)), data, 0, 7, outputBytes, false);
      case OUTPUT_7_AHEAD_DIRECT ->
          overlapping(
              direct(arena, 7 + Math.max(data.length, outputBytes)),
              data,
              0,
              7,
              outputBytes,
              false);
      case OUTPUT_20000_AHEAD_HEAP ->
          overlapping(
              heap(20_000 + Math.max(data.length, outputBytes)),
              data,
              0,
              20_000,
              outputBytes,
              false);
      case OUTPUT_7_BEHIND_HEAP ->
          overlapping(heap(7 + Math.max(data.length, outputBytes)), data, 7, 0, outputBytes, false);
      case OUTPUT_7_BEHIND_DIRECT ->
          overlapping(
              direct(arena, 7 + Math.max(data.length, outputBytes)),
              data,
              7,
              0,
              outputBytes,
              false);
      case OUTPUT_20000_BEHIND_DIRECT ->
          overlapping(
              direct(arena, 20_000 + Math.max(data.length, outputBytes)),
              data,
              20_000,
              0,
              outputBytes,
              false);
    };
  }

  private static Pair apart(
      MemorySegment in, byte[] data, MemorySegment out, long outputBytes, boolean readOnly) {
    return new Pair(in, GUARD, data, out, GUARD, outputBytes, readOnly);
  }

  private static Pair overlapping(
      MemorySegment both, byte[] data, int inAt, int outAt, long outputBytes, boolean readOnly) {
    return new Pair(both, GUARD + inAt, data, both, GUARD + outAt, outputBytes, readOnly);
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes + 2 * GUARD]);
  }

  private static MemorySegment direct(Arena arena, long bytes) {
    return arena.allocate(bytes + 2 * GUARD);
  }

  private static MemorySegment longs(long bytes) {
    return MemorySegment.ofArray(new long[(int) (bytes + 2 * GUARD) / 8 + 1]);
  }
}
