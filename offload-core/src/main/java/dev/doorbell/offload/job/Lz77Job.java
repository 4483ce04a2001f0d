package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * The search for matches in one zstd block: the half of compressing it that a device can take over.
 * Each block stands for itself: no match reaches back over its start.
 *
 * <p>The output is a list of {@link Lz77Sequence}s, one long each, that together cover the input;
 * the last of them has no match and the remaining literals. An empty output (0 bytes produced) is
 * an answer too, and the one that software gives: nothing was looked for, zstd's own match finder
 * is to do it where the block is encoded. It is the faster of the two ways to do it in software,
 * and the only one whose matches may reach back into earlier blocks.
 *
 * @param level zstd's, −7 to 22: how hard to look
 * @param input up to {@link #MOST_BYTES}
 * @param output {@link #outputBound} of the input's size is always enough
 */
public record Lz77Job(int level, MemorySegment input, MemorySegment output) implements Job {
  /** The largest block of zstd (RFC 8878 section 3.1.1.2.4), in bytes. */
  public static final int MOST_BYTES = 128 << 10;

  public Lz77Job {
    if (level < -7 || level > 22) {
      throw new IllegalArgumentException("level=" + level + ", allowed: -7 to 22");
    }
    if (input.byteSize() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "input=" + input.byteSize() + " bytes, allowed: 0 to " + MOST_BYTES);
    }
  }

  /** The most that the sequences of a block can take, in bytes: each match has 3 bytes or more. */
  public static long outputBound(long inputBytes) {
    return Lz77Sequence.BYTES * (inputBytes / Lz77Sequence.LEAST_MATCH + 1);
  }

  @Override
  public Operation operation() {
    return Operation.LZ77_ZSTD;
  }
}
