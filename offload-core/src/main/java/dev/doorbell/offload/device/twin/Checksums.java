package dev.doorbell.offload.device.twin;

/**
 * Adler-32 and CRC-32 that go on from a value in a descriptor, which those of java.util.zip cannot.
 */
final class Checksums {
  private static final int[] CRC = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int c = i;
      for (int bit = 0; bit < 8; bit++) {
        c = (c & 1) != 0 ? c >>> 1 ^ 0xEDB88320 : c >>> 1;
      }
      CRC[i] = c;
    }
  }

  private Checksums() {}

  static int adler32(int start, byte[] bytes, int length) {
    long a = start & 0xFFFF;
    long b = start >>> 16;
    // 5552 is the longest run whose sums cannot overflow 32 bits (RFC 1950, section 9); with 64
    // bits it is merely a good block.
    for (int from = 0; from < length; from += 5552) {
      int to = Math.min(from + 5552, length);
      for (int i = from; i < to; i++) {
        a += bytes[i] & 0xFF;
        b += a;
      }
      a %= 65521;
      b %= 65521;
    }
    return (int) (b << 16 | a);
  }

  static int crc32(int start, byte[] bytes, int length) {
    int crc = ~start;
    for (int i = 0; i < length; i++) {
      crc = CRC[(crc ^ bytes[i]) & 0xFF] ^ crc >>> 8;
    }
    return ~crc;
  }

  /**
   * The gzip register of dword 31 and the CRC-32 it stands for: each is the bit reversal of the
   * other's complement (ref 3.5).
   */
  static int gzipRegister(int crc) {
    return Integer.reverse(~crc);
  }
}
