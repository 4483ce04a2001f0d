package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.job.Format;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The headers of zlib (RFC 1950) and gzip (RFC 1952), which the hardware neither writes nor reads
 * (uacce.md 3.5). Headers that are not plainly right, and zlib streams with a preset dictionary,
 * are left to software, which gives the exact answer.
 */
final class ZipHeaders {
  /** {@link #parse} found no header that hardware may skip. */
  static final int REFUSED = -1;

  private static final byte[] ZLIB = {0x78, (byte) 0x9C};
  private static final byte[] GZIP = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};

  private static final int GZIP_FHCRC = 2;
  private static final int GZIP_FEXTRA = 4;
  private static final int GZIP_FNAME = 8;
  private static final int GZIP_FCOMMENT = 16;
  private static final int GZIP_RESERVED = 0xE0;

  private ZipHeaders() {}

  /** Bytes of the header that {@link #write} writes. */
  static int length(Format format) {
    return switch (format) {
      case RAW -> 0;
      case ZLIB -> ZLIB.length;
      case GZIP -> GZIP.length;
    };
  }

  /** Bytes of the trailer. */
  static int trailerLength(Format format) {
    return switch (format) {
      case RAW -> 0;
      case ZLIB -> 4;
      case GZIP -> 8;
    };
  }

  /** zlib: default level, 32 KiB window; gzip: no name, no time, Unix. */
  static void write(Format format, MemorySegment m, long at) {
    byte[] header = format == Format.ZLIB ? ZLIB : GZIP;
    if (format != Format.RAW) {
      MemorySegment.copy(header, 0, m, ValueLayout.JAVA_BYTE, at, header.length);
    }
  }

  /** Bytes of the header at the start of {@code input}, or {@link #REFUSED}. */
  static int parse(Format format, MemorySegment input) {
    return switch (format) {
      case RAW -> 0;
      case ZLIB -> parseZlib(input);
      case GZIP -> parseGzip(input);
    };
  }

  private static int parseZlib(MemorySegment input) {
    if (input.byteSize() < 2) {
      return REFUSED;
    }
    int cmf = Le.u8(input, 0);
    int flg = Le.u8(input, 1);
    boolean deflate32k = (cmf & 0xF) == 8 && cmf >> 4 <= 7;
    boolean dictionary = (flg & 0x20) != 0;
    return deflate32k && !dictionary && (cmf << 8 | flg) % 31 == 0 ? 2 : REFUSED;
  }

  private static int parseGzip(MemorySegment input) {
    long size = input.byteSize();
    if (size < 10 || Le.u8(input, 0) != 0x1F || Le.u8(input, 1) != 0x8B || Le.u8(input, 2) != 8) {
      return REFUSED;
    }
    int flags = Le.u8(input, 3);
    // A header checksum is for software to check: it is rare, and its mismatch must be reported as
    // such.
    if ((flags & (GZIP_RESERVED | GZIP_FHCRC)) != 0) {
      return REFUSED;
    }
    long at = 10;
    if ((flags & GZIP_FEXTRA) != 0) {
      if (at + 2 > size) {
        return REFUSED;
      }
      at += 2 + Le.u16(input, at);
    }
    if ((flags & GZIP_FNAME) != 0) {
      at = afterZero(input, at);
    }
    if ((flags & GZIP_FCOMMENT) != 0) {
      at = afterZero(input, at);
    }
    return at <= size ? (int) at : REFUSED;
  }

  private static long afterZero(MemorySegment input, long from) {
    long at = from;
    while (at < input.byteSize()) {
      if (Le.u8(input, at++) == 0) {
        return at;
      }
    }
    return Integer.MAX_VALUE;
  }
}
