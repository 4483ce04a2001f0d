package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * One whole zstd frame (RFC 8878), compressed or decompressed. A frame with a window beyond 128 MiB
 * is {@link Outcome.Rejected#MALFORMED}: zstd's decoder does not take more.
 *
 * @param direction ENCRYPT compresses, DECRYPT decompresses
 * @param level −7 to 22; ignored when decompressing
 */
public record ZstdJob(Direction direction, int level, MemorySegment input, MemorySegment output)
    implements Job {
  public ZstdJob {
    if (level < -7 || level > 22) {
      throw new IllegalArgumentException("level=" + level + ", allowed: -7 to 22");
    }
  }

  @Override
  public Operation operation() {
    return direction == Direction.ENCRYPT ? Operation.ZSTD_COMPRESS : Operation.ZSTD_DECOMPRESS;
  }
}
