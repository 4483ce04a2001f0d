package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * Compresses one whole message, or one piece of a stream.
 *
 * <ul>
 *   <li>{@link Ending#WHOLE}: the output is a complete message in the format: header, final block,
 *       trailer.
 *   <li>{@link Ending#PIECE} (raw only): deflate blocks without a final one, ending at a byte
 *       boundary (RFC 1951; an empty stored block, {@code 00 00 FF FF}, where the engine needs
 *       one), so that any engine can go on after it.
 *   <li>{@link Ending#LAST_PIECE} (raw only): as a piece, with the final block.
 * </ul>
 *
 * <p>{@code Done} means that all of the input was consumed and all of the output fits. An output of
 * at least {@link #outputBound(long)} bytes always does; with less, an engine may answer {@link
 * Outcome.Rejected#OUTPUT_TOO_SMALL}.
 *
 * @param level 0 to 9, or −1 for the default; engines without levels ignore it
 * @param strategy java.util.zip.Deflater's: 0 default, 1 filtered, 2 Huffman only; engines may
 *     ignore it
 * @param history up to 32,768 bytes that precede this piece in the stream: matches may reach into
 *     them (RFC 1951 section 2). Engines may ignore it: the output is then valid all the same.
 *     Empty for WHOLE
 */
public record DeflateJob(
    Format format,
    int level,
    int strategy,
    MemorySegment history,
    Ending ending,
    MemorySegment input,
    MemorySegment output)
    implements Job {
  /** How the output ends. */
  public enum Ending {
    WHOLE,
    PIECE,
    LAST_PIECE
  }

  public DeflateJob {
    if (level < -1 || level > 9) {
      throw new IllegalArgumentException("level=" + level + ", allowed: -1 to 9");
    }
    if (strategy < 0 || strategy > 2) {
      throw new IllegalArgumentException("strategy=" + strategy + ", allowed: 0 to 2");
    }
    if (ending != Ending.WHOLE && format != Format.RAW) {
      throw new IllegalArgumentException("format=" + format + ", allowed for " + ending + ": RAW");
    }
    if (history.byteSize() > 32768 || (ending == Ending.WHOLE && history.byteSize() != 0)) {
      throw new IllegalArgumentException(
          "history="
              + history.byteSize()
              + " bytes, allowed for "
              + ending
              + ": "
              + (ending == Ending.WHOLE ? "0" : "0 to 32768"));
    }
  }

  /**
   * Bytes that the output of {@code inputBytes} never exceeds with any engine: 9/8 of the input and
   * 64 for header, trailer and blocks.
   */
  public static long outputBound(long inputBytes) {
    return inputBytes + (inputBytes + 7) / 8 + 64;
  }

  @Override
  public Operation operation() {
    return switch (format) {
      case RAW -> Operation.DEFLATE_RAW;
      case ZLIB -> Operation.DEFLATE_ZLIB;
      case GZIP -> Operation.DEFLATE_GZIP;
    };
  }
}
