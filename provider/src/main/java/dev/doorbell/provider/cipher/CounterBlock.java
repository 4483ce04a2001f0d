package dev.doorbell.provider.cipher;

/**
 * The counter of CTR mode: 128 bits, big-endian, wrapping (NIST SP 800-38A, appendix B.1 with m =
 * 128).
 */
final class CounterBlock {
  private CounterBlock() {}

  /** The block that comes {@code blocks} after {@code first}; a new array. */
  static byte[] plus(byte[] first, long blocks) {
    byte[] sum = first.clone();
    long carry = blocks;
    for (int i = sum.length - 1; i >= 0 && carry != 0; i--) {
      // carry stays below 2^59 (bytes of a stream / 16), so that nothing is lost here.
      carry += sum[i] & 0xFF;
      sum[i] = (byte) carry;
      carry >>>= 8;
    }
    return sum;
  }
}
