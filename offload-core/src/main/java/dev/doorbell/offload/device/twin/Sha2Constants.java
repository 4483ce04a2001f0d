package dev.doorbell.offload.device.twin;

import java.math.BigInteger;

/**
 * The numbers of FIPS 180-4, 4.2 and 5.3, from where they come: the first 64 bits of the fractional
 * parts of roots of the first primes. The smaller functions take the first 32 of them, SHA-224 the
 * second 32.
 */
final class Sha2Constants {
  private static final int PRIMES = 80;

  /** Cube roots of the first 80 primes. */
  static final long[] ROUNDS = new long[PRIMES];

  /** Square roots of the first 8 primes, and of the next 8. */
  static final long[] FIRST_START = new long[8];

  static final long[] SECOND_START = new long[8];

  static {
    BigInteger prime = BigInteger.ONE;
    for (int i = 0; i < PRIMES; i++) {
      prime = prime.nextProbablePrime(); // certain for numbers of this size
      ROUNDS[i] = cubeRoot(prime.shiftLeft(3 * 64)).longValue();
      if (i < 16) {
        (i < 8 ? FIRST_START : SECOND_START)[i % 8] = prime.shiftLeft(2 * 64).sqrt().longValue();
      }
    }
  }

  private Sha2Constants() {}

  /** Rounded down. */
  private static BigInteger cubeRoot(BigInteger of) {
    BigInteger root = BigInteger.ZERO;
    for (int bit = of.bitLength() / 3; bit >= 0; bit--) {
      BigInteger larger = root.setBit(bit);
      root = larger.pow(3).compareTo(of) <= 0 ? larger : root;
    }
    return root;
  }

  /** The high or the low halves. */
  static int[] halves(long[] words, boolean high) {
    int[] halves = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      halves[i] = (int) (high ? words[i] >>> 32 : words[i]);
    }
    return halves;
  }
}
