package dev.doorbell.fallback.deflate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** What surrounds the deflate blocks of a gzip member (RFC 1952 section 2.3). */
final class Gzip {
  /**
   * As {@link java.util.zip.GZIPOutputStream} writes it: no fields, no time, operating system
   * unknown.
   */
  static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  static final int TRAILER_BYTES = 8;

  /** {@link #headerEnd}: the input ends within the header. */
  static final long INCOMPLETE = -1;

  /** {@link #headerEnd}: not a gzip header. */
  static final long MALFORMED = -2;

  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xe0;

  private Gzip() {}

  /** CRC-32 and size modulo 2^32 of what was compressed. */
  static byte[] trailer(long crc32, long sizeBytes) {
    return ByteBuffer.allocate(TRAILER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc32)
        .putInt((int) sizeBytes)
        .array();
  }

  /** Whether the 8 bytes at {@code offset} are {@link #trailer} of these. */
  static boolean trailerMatches(MemorySegment input, long offset, long crc32, long sizeBytes) {
    return word(input, offset) == (int) crc32 && word(input, offset + 4) == (int) sizeBytes;
  }

  /**
   * Offset of the first deflate block, or {@link #INCOMPLETE} or {@link #MALFORMED}. A wrong byte
   * counts even if more bytes are missing.
   */
  static long headerEnd(MemorySegment input) {
    long size = input.byteSize();
    for (int i = 0; i < 3 && i < size; i++) {
      if (input.get(ValueLayout.JAVA_BYTE, i) != HEADER[i]) {
        return MALFORMED;
      }
    }
    if (size > 3 && (octet(input, 3) & RESERVED) != 0) {
      return MALFORMED; // "must give an error indication if any reserved bit is non-zero": section
      // 2.3.1.2
    }
    if (size < HEADER.length) {
      return INCOMPLETE;
    }
    int flags = octet(input, 3);
    long at = HEADER.length;
    if ((flags & FEXTRA) != 0) {
      if (size - at < 2) {
        return INCOMPLETE;
      }
      at += 2 + octet(input, at) + (octet(input, at + 1) << 8);
    }
    if ((flags & FNAME) != 0) {
      at = afterZero(input, at);
    }
    if ((flags & FCOMMENT) != 0) {
      at = afterZero(input, at);
    }
    if ((flags & FHCRC) != 0) {
      if (at > size - 2) {
        return INCOMPLETE;
      }
      if ((crc(input, at) & 0xffff) != (octet(input, at) | octet(input, at + 1) << 8)) {
        return MALFORMED;
      }
      at += 2;
    }
    return at > size ? INCOMPLETE : at;
  }

  // Beyond the end where there is no zero.
  private static long afterZero(MemorySegment input, long from) {
    long at = from;
    while (at < input.byteSize() && input.get(ValueLayout.JAVA_BYTE, at) != 0) {
      at++;
    }
    return at + 1;
  }

  private static long crc(MemorySegment input, long end) {
    CRC32 crc = new CRC32();
    for (long i = 0; i < end; i++) {
      crc.update(octet(input, i));
    }
    return crc.getValue();
  }

  private static int octet(MemorySegment input, long offset) {
    return input.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  private static int word(MemorySegment input, long offset) {
    return octet(input, offset)
        | octet(input, offset + 1) << 8
        | octet(input, offset + 2) << 16
        | octet(input, offset + 3) << 24;
  }
}
