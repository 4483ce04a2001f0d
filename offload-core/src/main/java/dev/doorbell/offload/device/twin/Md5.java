package dev.doorbell.offload.device.twin;

/** MD5 (RFC 1321). */
final class Md5 extends IntHash {
  private static final int[] START = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  private static final int[] TURNS = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
  private static final int[] SINES = new int[64];

  static {
    for (int i = 0; i < 64; i++) {
      SINES[i] = (int) (long) (Math.abs(StrictMath.sin(i + 1)) * 0x1p32);
    }
  }

  Md5() {
    super(START, 16, false);
  }

  @Override
  void compress() {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int i = 0; i < 64; i++) {
      int round = i >> 4;
      int mixed =
          switch (round) {
            case 0 -> (b & c | ~b & d) + word(i);
            case 1 -> (b & d | c & ~d) + word(5 * i + 1 & 15);
            case 2 -> (b ^ c ^ d) + word(3 * i + 5 & 15);
            default -> (c ^ (b | ~d)) + word(7 * i & 15);
          };
      int next = b + Integer.rotateLeft(a + mixed + SINES[i], TURNS[4 * round + (i & 3)]);
      a = d;
      d = c;
      c = b;
      b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
}
