package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * The hisi_zip descriptor: 128 bytes, 32 little-endian dwords (uacce.md 3.2). {@code dw n} is at
 * byte 4·n; dwords not named are zero.
 *
 * <pre>
 *  dw  0 consumed (out)          dw  1 produced (out)          dw  3 status (out): 0-7 code, 8 last block
 *  dw  4 input length            dw  7 25 finish, 26 stateful, 27 first, 28-31 sqe type
 *  dw  9 0-7 request, 8-11 buffer type, 12-15 window           dw 14 output space
 *  dw 15 ctx_dw0                 dw 18,19 source               dw 20,21 destination
 *  dw 22,23 stream context       dw 28 ctx_dw1                 dw 29 ctx_dw2
 *  dw 30 isize                   dw 31 checksum                tag: TagField
 *
 *  LZ77 for zstd (3.10), sqe type 3 only:
 *  dw  1 sequences (out)         dw  2 literal bytes (out)     dw 13 literal space
 *  dw 24,25 literals             dw 31 long literal run (out): 0-23 its sequence, 24-31 how many
 * </pre>
 */
final class ZipSqe {
  /** How a descriptor relates to a stream: dword 7, bits 25 to 27 (uacce.md 3.4). */
  enum StreamMode {
    /** One descriptor, one message; UADK sets finish nowhere here but the first flag and bit 25. */
    STATELESS(FINISH | FIRST),
    FIRST_SYNC(STATEFUL | FIRST),
    FIRST_FINISH(STATEFUL | FIRST | FINISH),
    LATER_SYNC(STATEFUL),
    LATER_FINISH(STATEFUL | FINISH);

    private final int bits;

    StreamMode(int bits) {
      this.bits = bits;
    }
  }

  static final int REQUEST_DEFLATE = 0x01;
  static final int REQUEST_ZLIB = 0x02;
  static final int REQUEST_GZIP = 0x03;
  static final int REQUEST_LZ77_ZSTD_PRICE = 0x42;
  static final int REQUEST_LZ77_ZSTD = 0x43;

  static final int STATUS_DONE = 0x00;
  static final int STATUS_NEGATIVE_COMPRESSION = 0x0D;
  static final int STATUS_DESTINATION_TOO_SMALL = 0x0E;
  static final int STATUS_END = 0x13;

  private static final int FINISH = 1 << 25;
  private static final int STATEFUL = 1 << 26;
  private static final int FIRST = 1 << 27;
  private static final int SQE_TYPE_SHIFT = 28;
  private static final int WINDOW_32K = 4 << 12;

  private ZipSqe() {}

  /**
   * Writes a descriptor over 128 zeroed bytes, flat buffers, 32 KiB window, all but the tag.
   *
   * @param type sqe type: 0 for hardware version 2, 3 for version 3 and later
   * @param request one of REQUEST_*
   */
  static void write(
      MemorySegment m,
      long at,
      int type,
      int request,
      StreamMode mode,
      long source,
      int inputBytes,
      long destination,
      int outputBytes) {
    Le.u32(m, at + 4 * 4, inputBytes);
    Le.u32(m, at + 4 * 7, mode.bits | type << SQE_TYPE_SHIFT);
    Le.u32(m, at + 4 * 9, request | WINDOW_32K);
    Le.u32(m, at + 4 * 14, outputBytes);
    Le.u64(m, at + 4 * 18, source);
    Le.u64(m, at + 4 * 20, destination);
  }

  /** The hardware's context area; only for the stateful modes. */
  static void streamContext(MemorySegment m, long at, long address) {
    Le.u64(m, at + 4 * 22, address);
  }

  /**
   * What the next descriptor of a stream takes over from the last: input bytes so far, and the
   * checksum register.
   */
  static void running(MemorySegment m, long at, int isize, int checksum) {
    Le.u32(m, at + 4 * 30, isize);
    Le.u32(m, at + 4 * 31, checksum);
  }

  /** Where the literals of an LZ77 request go. */
  static void literals(MemorySegment m, long at, long address, int spaceBytes) {
    Le.u32(m, at + 4 * 13, spaceBytes);
    Le.u64(m, at + 4 * 24, address);
  }

  static long consumed(MemorySegment m, long at) {
    return Integer.toUnsignedLong(Le.u32(m, at));
  }

  static long produced(MemorySegment m, long at) {
    return Integer.toUnsignedLong(Le.u32(m, at + 4));
  }

  /** Of an LZ77 request: all literal bytes of the block. */
  static long literalBytes(MemorySegment m, long at) {
    return Integer.toUnsignedLong(Le.u32(m, at + 4 * 2));
  }

  /** How many literal runs are 65,536 bytes longer than their sequence says: 0 or 1. */
  static int longLiterals(MemorySegment m, long at) {
    return Le.u32(m, at + 4 * 31) >>> 24;
  }

  /** The sequence that has the long run. */
  static int longLiteralsIndex(MemorySegment m, long at) {
    return Le.u32(m, at + 4 * 31) & 0xFF_FFFF;
  }

  static int status(MemorySegment m, long at) {
    return Le.u32(m, at + 4 * 3) & 0xFF;
  }

  static boolean lastBlock(MemorySegment m, long at) {
    return (Le.u32(m, at + 4 * 3) & 0x100) != 0;
  }

  /** ctx_dw0 bits 0 to 3: 0 when nothing is left inside the engine. */
  static int contextState(MemorySegment m, long at) {
    return Le.u32(m, at + 4 * 15) & 0xF;
  }
}
