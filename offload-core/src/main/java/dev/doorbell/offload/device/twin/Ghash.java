package dev.doorbell.offload.device.twin;

/** GHASH (SP 800-38D, 6.4), bit by bit. The leftmost bit of a block is the coefficient of x^0. */
final class Ghash {
  private static final long R = 0xE1L << 56;

  private long keyHigh;
  private long keyLow;
  private long high;
  private long low;

  /** Begins anew with the hash key in {@code key}. */
  void start(byte[] key) {
    keyHigh = Long.reverseBytes(Words.i64(key, 0));
    keyLow = Long.reverseBytes(Words.i64(key, 8));
    high = 0;
    low = 0;
  }

  /** Takes bytes in; what is missing to a whole block at the end are zeros. */
  void update(byte[] bytes, int from, int length) {
    for (int at = 0; at < length; at += 16) {
      long left = 0;
      long right = 0;
      for (int i = 0; i < 16; i++) {
        long next = at + i < length ? bytes[from + at + i] & 0xFF : 0;
        left = left << 8 | right >>> 56;
        right = right << 8 | next;
      }
      multiply(high ^ left, low ^ right);
    }
  }

  /** Takes the lengths in and writes the result, 16 bytes. */
  void finish(long aadBits, long dataBits, byte[] to) {
    multiply(high ^ aadBits, low ^ dataBits);
    Words.put64(to, 0, Long.reverseBytes(high));
    Words.put64(to, 8, Long.reverseBytes(low));
  }

  private void multiply(long x, long y) {
    long vHigh = keyHigh;
    long vLow = keyLow;
    long zHigh = 0;
    long zLow = 0;
    for (int i = 0; i < 128; i++) {
      long mask = (i < 64 ? x << i : y << i - 64) >> 63;
      zHigh ^= vHigh & mask;
      zLow ^= vLow & mask;
      long carry = -(vLow & 1) & R;
      vLow = vLow >>> 1 | vHigh << 63;
      vHigh = vHigh >>> 1 ^ carry;
    }
    high = zHigh;
    low = zLow;
  }

  void wipe() {
    keyHigh = 0;
    keyLow = 0;
    high = 0;
    low = 0;
  }
}
