package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * Decompresses one whole message that starts at the input's first byte: for zlib and gzip with its
 * header and trailer, which are verified. Bytes that follow the message are left alone: {@link
 * JobResult#consumed()} says where it ended.
 *
 * <p>Answers: {@code Done}; {@link Outcome.Rejected#MALFORMED}; {@link
 * Outcome.Rejected#INPUT_INCOMPLETE} when the message does not end within the input; {@link
 * Outcome.Rejected#OUTPUT_TOO_SMALL}, after which the same job with a larger output may succeed;
 * {@link Outcome.Rejected#NEEDS_DICTIONARY} for a zlib message with a preset dictionary.
 */
public record InflateJob(Format format, MemorySegment input, MemorySegment output) implements Job {
  @Override
  public Operation operation() {
    return switch (format) {
      case RAW -> Operation.INFLATE_RAW;
      case ZLIB -> Operation.INFLATE_ZLIB;
      case GZIP -> Operation.INFLATE_GZIP;
    };
  }
}
