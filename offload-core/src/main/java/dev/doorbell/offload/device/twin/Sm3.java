package dev.doorbell.offload.device.twin;

/**
 * The SM3 hash function (GB/T 32905-2016, also ISO/IEC 10118-3): blocks of 64 bytes, 64 rounds, a
 * digest of 32 bytes; all words big-endian.
 */
final class Sm3 extends IntHash {
  private static final int[] START = {
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E
  };

  private final int[] words = new int[68];

  Sm3() {
    super(START, 32, true);
  }

  /** Section 5.3: expansion to 68 words, then 64 rounds. */
  @Override
  void compress() {
    for (int j = 0; j < 16; j++) {
      words[j] = word(j);
    }
    for (int j = 16; j < 68; j++) {
      int x = words[j - 16] ^ words[j - 9] ^ Integer.rotateLeft(words[j - 3], 15);
      words[j] = p1(x) ^ Integer.rotateLeft(words[j - 13], 7) ^ words[j - 6];
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int j = 0; j < 64; j++) {
      int t = j < 16 ? 0x79CC4519 : 0x7A879D8A;
      int a12 = Integer.rotateLeft(a, 12);
      int ss1 = Integer.rotateLeft(a12 + e + Integer.rotateLeft(t, j), 7);
      int tt1 = ff(j, a, b, c) + d + (ss1 ^ a12) + (words[j] ^ words[j + 4]);
      int tt2 = gg(j, e, f, g) + h + ss1 + words[j];
      d = c;
      c = Integer.rotateLeft(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = Integer.rotateLeft(f, 19);
      f = e;
      e = tt2 ^ Integer.rotateLeft(tt2, 9) ^ Integer.rotateLeft(tt2, 17);
    }
    state[0] ^= a;
    state[1] ^= b;
    state[2] ^= c;
    state[3] ^= d;
    state[4] ^= e;
    state[5] ^= f;
    state[6] ^= g;
    state[7] ^= h;
  }

  private static int p1(int x) {
    return x ^ Integer.rotateLeft(x, 15) ^ Integer.rotateLeft(x, 23);
  }

  private static int ff(int j, int x, int y, int z) {
    return j < 16 ? x ^ y ^ z : x & y | x & z | y & z;
  }

  private static int gg(int j, int x, int y, int z) {
    return j < 16 ? x ^ y ^ z : x & y | ~x & z;
  }
}
