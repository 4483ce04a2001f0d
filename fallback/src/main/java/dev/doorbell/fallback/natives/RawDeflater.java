package dev.doorbell.fallback.natives;

import dev.doorbell.fallback.memory.JobOutput;
import java.lang.foreign.MemorySegment;

/** Makes raw deflate blocks (RFC 1951). Holds native memory; one job at a time. */
public interface RawDeflater extends AutoCloseable {
  /**
   * Compresses all of {@code input}.
   *
   * @param history up to 32,768 bytes before the input that matches may reach into; may be ignored
   * @param last whether the output ends with a final block, or at a byte boundary after an empty
   *     stored block
   * @return false where the output has no room; what it holds then means nothing
   */
  boolean compress(MemorySegment history, MemorySegment input, boolean last, JobOutput output);

  @Override
  void close();
}
