package dev.doorbell.offload.device.twin;

/** SHA-1 (FIPS 180-4, 6.1). */
final class Sha1 extends IntHash {
  private static final int[] START = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};

  private final int[] words = new int[80];

  Sha1() {
    super(START, 20, true);
  }

  @Override
  void compress() {
    for (int t = 0; t < 16; t++) {
      words[t] = word(t);
    }
    for (int t = 16; t < 80; t++) {
      int x = words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16];
      words[t] = Integer.rotateLeft(x, 1);
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    for (int t = 0; t < 80; t++) {
      int mixed =
          switch (t / 20) {
            case 0 -> (b & c ^ ~b & d) + 0x5A827999;
            case 1 -> (b ^ c ^ d) + 0x6ED9EBA1;
            case 2 -> (b & c ^ b & d ^ c & d) + 0x8F1BBCDC;
            default -> (b ^ c ^ d) + 0xCA62C1D6;
          };
      int next = Integer.rotateLeft(a, 5) + mixed + e + words[t];
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  }
}
