package dev.doorbell.codec;

import java.lang.foreign.MemorySegment;

/**
 * The bytes that we write ourselves: zlib's header and trailer (RFC 1950 section 2.2), stored and
 * empty blocks (RFC 1951 section 3.2.4).
 */
final class DeflateFormat {
  /**
   * How far back a match may reach (RFC 1951 section 2), and so how much of a stream the next piece
   * has to know.
   */
  static final int WINDOW_BYTES = 32 << 10;

  private static final int STORED_MAX = 65_535;
  private static final int STORED_HEADER = 5;

  private DeflateFormat() {}

  /**
   * CMF and FLG as zlib writes them for a 32 KiB window, then the dictionary's checksum if there is
   * one.
   *
   * @param dictionaryId Adler-32 of the preset dictionary
   */
  static void zlibHeader(
      PendingOutput out, int level, int strategy, boolean dictionary, int dictionaryId) {
    int effort = level == -1 ? 6 : level;
    int flevel = strategy >= 2 || effort < 2 ? 0 : effort < 6 ? 1 : effort == 6 ? 2 : 3;
    int header = 0x7800 | flevel << 6 | (dictionary ? 0x20 : 0);
    header += 31 - header % 31;
    out.put(header >>> 8);
    out.put(header);
    if (dictionary) {
      bigEndian(out, dictionaryId);
    }
  }

  static void bigEndian(PendingOutput out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.put(value >>> shift);
    }
  }

  /**
   * What SYNC_FLUSH and FULL_FLUSH promise at the end: an empty stored block. Protocols cut off its
   * last four bytes (RFC 7692).
   */
  static void flushMarker(PendingOutput out) {
    stored(out, MemorySegment.NULL, false);
  }

  /** The shortest end of a stream: a final block with fixed codes that holds only its end. */
  static void emptyFinalBlock(PendingOutput out) {
    out.put(0x03);
    out.put(0x00);
  }

  /** Size of {@code n} bytes as stored blocks, at least one. */
  static int storedBytes(int n) {
    return n + STORED_HEADER * Math.max(1, (n + STORED_MAX - 1) / STORED_MAX);
  }

  /**
   * The data as it is, in blocks of up to 65,535 bytes, from a byte boundary to a byte boundary.
   */
  static void stored(PendingOutput out, MemorySegment data, boolean last) {
    long n = data.byteSize();
    long from = 0;
    do {
      int len = (int) Math.min(n - from, STORED_MAX);
      out.put(last && from + len == n ? 1 : 0);
      out.put(len);
      out.put(len >>> 8);
      out.put(~len);
      out.put(~len >>> 8);
      out.put(data, from, len);
      from += len;
    } while (from < n);
  }
}
