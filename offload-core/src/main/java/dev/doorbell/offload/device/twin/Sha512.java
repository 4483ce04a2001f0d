package dev.doorbell.offload.device.twin;

import java.nio.charset.StandardCharsets;

/** SHA-512, SHA-384, SHA-512/224 and SHA-512/256 (FIPS 180-4, 6.4 to 6.7). */
final class Sha512 extends ChainedHash {
  private static final int BLOCK_BYTES = 128;

  private final long[] state = new long[8];
  private final long[] words = new long[80];
  private final long[] start;

  private Sha512(long[] start, int digestBytes) {
    super(BLOCK_BYTES, digestBytes, true);
    this.start = start;
    reset();
  }

  static Sha512 sha512() {
    return new Sha512(Sha2Constants.FIRST_START, 64);
  }

  static Sha512 sha384() {
    return new Sha512(Sha2Constants.SECOND_START, 48);
  }

  /** SHA-512/t: its start value is a digest itself (5.3.6). */
  static Sha512 truncated(int digestBytes) {
    long[] other = Sha2Constants.FIRST_START.clone();
    for (int i = 0; i < 8; i++) {
      other[i] ^= 0xA5A5A5A5A5A5A5A5L;
    }
    byte[] name = ("SHA-512/" + 8 * digestBytes).getBytes(StandardCharsets.US_ASCII);
    byte[] digest = new byte[64];
    Sha512 generator = new Sha512(other, 64);
    generator.update(name, 0, name.length);
    generator.finish(digest, 0);
    for (int i = 0; i < 8; i++) {
      other[i] = Long.reverseBytes(Words.i64(digest, 8 * i));
    }
    return new Sha512(other, digestBytes);
  }

  @Override
  void start() {
    System.arraycopy(start, 0, state, 0, 8);
  }

  @Override
  int stateBytes() {
    return 64;
  }

  @Override
  void store(byte[] to, int at) {
    for (int i = 0; i < 8; i++) {
      Words.put64(to, at + 8 * i, Long.reverseBytes(state[i]));
    }
  }

  @Override
  void load(byte[] from, int at) {
    for (int i = 0; i < 8; i++) {
      state[i] = Long.reverseBytes(Words.i64(from, at + 8 * i));
    }
  }

  @Override
  void compress() {
    for (int t = 0; t < 16; t++) {
      words[t] = Long.reverseBytes(Words.i64(block, 8 * t));
    }
    for (int t = 16; t < 80; t++) {
      long x = words[t - 15];
      long y = words[t - 2];
      long s0 = Long.rotateRight(x, 1) ^ Long.rotateRight(x, 8) ^ x >>> 7;
      long s1 = Long.rotateRight(y, 19) ^ Long.rotateRight(y, 61) ^ y >>> 6;
      words[t] = s1 + words[t - 7] + s0 + words[t - 16];
    }
    long a = state[0];
    long b = state[1];
    long c = state[2];
    long d = state[3];
    long e = state[4];
    long f = state[5];
    long g = state[6];
    long h = state[7];
    for (int t = 0; t < 80; t++) {
      long s1 = Long.rotateRight(e, 14) ^ Long.rotateRight(e, 18) ^ Long.rotateRight(e, 41);
      long s0 = Long.rotateRight(a, 28) ^ Long.rotateRight(a, 34) ^ Long.rotateRight(a, 39);
      long t1 = h + s1 + (e & f ^ ~e & g) + Sha2Constants.ROUNDS[t] + words[t];
      long t2 = s0 + (a & b ^ a & c ^ b & c);
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
