package dev.doorbell.codec;

import dev.doorbell.offload.job.Lz77Job;

/**
 * What a zstd frame (RFC 8878) is to be like.
 *
 * @param level −7 to 22; from 20 on compressor and decompressor need hundreds of MB; 0 stands for
 *     {@link #DEFAULT_LEVEL}
 * @param checksum whether the frame ends with a checksum of its content (4 bytes of XXH64)
 * @param windowLog how far back matches may reach: 2 to the power of 10 to 27 bytes; every decoder
 *     takes 27, small ones take 23; 0: as zstd chooses for the level
 * @param contentSize the frame's content in bytes, for its header: then exactly so much has to be
 *     written; −1 where it is not known
 */
public record ZstdParameters(int level, boolean checksum, int windowLog, long contentSize) {
  /** zstd's own. */
  public static final int DEFAULT_LEVEL = 3;

  public static final int LEAST_LEVEL = -7;
  public static final int MOST_LEVEL = 22;
  private static final int LEAST_WINDOW_LOG = 10;
  private static final int MOST_WINDOW_LOG = 27;

  /** Level 3 with a checksum, the rest as zstd chooses. */
  public static final ZstdParameters DEFAULT = new ZstdParameters(DEFAULT_LEVEL, true, 0, -1);

  public ZstdParameters {
    if (level < LEAST_LEVEL || level > MOST_LEVEL) {
      throw new IllegalArgumentException(
          "level=" + level + ", allowed: " + LEAST_LEVEL + " to " + MOST_LEVEL);
    }
    if (windowLog != 0 && (windowLog < LEAST_WINDOW_LOG || windowLog > MOST_WINDOW_LOG)) {
      throw new IllegalArgumentException(
          "windowLog="
              + windowLog
              + ", allowed: 0, "
              + LEAST_WINDOW_LOG
              + " to "
              + MOST_WINDOW_LOG);
    }
    if (contentSize < -1) {
      throw new IllegalArgumentException("contentSize=" + contentSize + ", allowed: -1 and more");
    }
    if (level == 0) {
      level = DEFAULT_LEVEL;
    }
  }

  public ZstdParameters withLevel(int newLevel) {
    return new ZstdParameters(newLevel, checksum, windowLog, contentSize);
  }

  public ZstdParameters withChecksum(boolean on) {
    return new ZstdParameters(level, on, windowLog, contentSize);
  }

  public ZstdParameters withWindowLog(int log) {
    return new ZstdParameters(level, checksum, log, contentSize);
  }

  public ZstdParameters withContentSize(long bytes) {
    return new ZstdParameters(level, checksum, windowLog, bytes);
  }

  /** Collected before anything is encoded: zstd's largest block. */
  static final int BLOCK_BYTES = Lz77Job.MOST_BYTES;
}
