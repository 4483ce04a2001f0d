package dev.doorbell.offload.device.twin;

/** SHA-256 and SHA-224 (FIPS 180-4, 6.2 and 6.3). */
final class Sha256 extends IntHash {
  private static final int[] ROUNDS = Sha2Constants.halves(Sha2Constants.ROUNDS, true);

  private final int[] words = new int[64];

  /**
   * @param digestBytes 32 or 28
   */
  Sha256(int digestBytes) {
    super(
        digestBytes == 32
            ? Sha2Constants.halves(Sha2Constants.FIRST_START, true)
            : Sha2Constants.halves(Sha2Constants.SECOND_START, false),
        digestBytes,
        true);
  }

  @Override
  void compress() {
    for (int t = 0; t < 16; t++) {
      words[t] = word(t);
    }
    for (int t = 16; t < 64; t++) {
      int x = words[t - 15];
      int y = words[t - 2];
      int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
      int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
      words[t] = s1 + words[t - 7] + s0 + words[t - 16];
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int t = 0; t < 64; t++) {
      int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t1 = h + s1 + (e & f ^ ~e & g) + ROUNDS[t] + words[t];
      int t2 = s0 + (a & b ^ a & c ^ b & c);
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
