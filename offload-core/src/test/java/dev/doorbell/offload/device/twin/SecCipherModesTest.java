package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CFB, OFB, stolen ciphertext and XTS from hand-written descriptors (ref 4.3 to 4.6). */
class SecCipherModesTest {
  private static final int CIPHER_DONE = 0x101;
  private static final int AES = 2;
  private static final int SM4 = 3;
  private static final HexFormat HEX = HexFormat.of();

  private final Random random = new Random(31);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A BD3 of a one-shot cipher job, or BD2 on version 2. */
  private static byte[] job(
      SecRig rig, int alg, int mode, int width, boolean encrypt, int code, int n, long... a) {
    Object[] symbols = {"S", a[0], "D", a[1], "K", a[2], "V", a[3]};
    int cipher = encrypt ? 1 : 2;
    return rig.api < 3
        ? RawQueue.row(
            "0:%08x 12:%08x 20:%08x 80:V 88:K 96:S 104:D"
                .formatted(0xa02 | cipher << 4, width << 6 | code << 9 | mode << 12 | alg << 16, n),
            symbols)
        : RawQueue.row(
            "0:00000223 4:%08x 16:S 48:K 56:08000000 72:%08x 76:D 92:V"
                .formatted(cipher | width << 10 | code << 13 | mode << 16 | alg << 20, n),
            symbols);
  }

  private static byte[] run(
      SecRig rig, int alg, int mode, int width, boolean encrypt, byte[] key, byte[] iv, byte[] in) {
    MemorySegment out = rig.arena.allocate(in.length + 32L);
    int half = mode == 7 ? key.length / 2 : key.length;
    int code = alg == AES ? (half - 16) / 8 : 0;
    byte[] descriptor =
        job(
            rig,
            alg,
            mode,
            width,
            encrypt,
            code,
            in.length,
            rig.at(in).address(),
            out.address(),
            rig.at(key).address(),
            rig.at(iv).address());
    assertEquals(CIPHER_DONE, rig.run(descriptor), "done and flag 2");
    byte[] all = SecRig.bytes(out, in.length + 32);
    assertArrayEquals(
        new byte[32],
        Arrays.copyOfRange(all, in.length, in.length + 32),
        "nothing behind the output");
    return Arrays.copyOf(all, in.length);
  }

  private static byte[] jdk(String transformation, byte[] key, byte[] iv, byte[] in)
      throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    return cipher.doFinal(in);
  }

  private void bothWays(
      SecRig rig, int mode, int width, byte[] key, byte[] iv, byte[] plain, byte[] sealed) {
    String what = plain.length + " bytes";
    assertArrayEquals(sealed, run(rig, AES, mode, width, true, key, iv, plain), what);
    assertArrayEquals(plain, run(rig, AES, mode, width, false, key, iv, sealed), what);
  }

  @ParameterizedTest
  @CsvSource({"CFB, 2, 3", "OFB, 3, 3", "CFB, 2, 5"})
  void feedbackModesGiveTheJdksBytes(String name, int mode, int api) throws Exception {
    try (SecRig rig = new SecRig(api)) {
      for (int n : new int[] {1, 15, 16, 17, 33, 16_384, 16_385, 40_000}) {
        byte[] key = bytes(16 + 8 * (n % 3));
        byte[] iv = bytes(16);
        byte[] plain = bytes(n);
        byte[] sealed = jdk("AES/" + name + "/NoPadding", key, iv, plain);
        bothWays(rig, mode, 0, key, iv, plain, sealed);
      }
    }
  }

  @Test
  void sm4FeedbackMatchesVectorsOfAnotherLibrary() {
    // openssl enc -sm4-cfb and -sm4-ofb, OpenSSL 3.0
    byte[] key = HEX.parseHex("0123456789abcdeffedcba9876543210");
    byte[] iv = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
    byte[] plain =
        HEX.parseHex("0123456789abcdeffedcba98765432100123456789abcdeffedcba98765432100123456789");
    try (SecRig rig = new SecRig(3)) {
      assertEquals(
          "07bbd906b40da542d4514d1a97fccb7ab08042271f518c5ff71a31881413a02d0569c3242d",
          HEX.formatHex(run(rig, SM4, 2, 0, true, key, iv, plain)));
      assertEquals(
          "07bbd906b40da542d4514d1a97fccb7af2cc072b3e2897929f83560cab77da305a64dd2f06",
          HEX.formatHex(run(rig, SM4, 3, 0, true, key, iv, plain)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 31, 32, 33, 47, 48, 49, 20_000, 20_001})
  void theThreeVariantsOfStealingAreTheJdksInTheirOrder(int n) throws Exception {
    try (SecRig rig = new SecRig(3)) {
      byte[] key = bytes(32);
      byte[] iv = bytes(16);
      byte[] plain = bytes(n);
      byte[] cs3 = jdk("AES/CTS/NoPadding", key, iv, plain);
      // CS1 has the last two the other way round; CS2 where the last is a whole block
      int rest = (n + 15) % 16 + 1;
      byte[] cs1 = cs3.clone();
      System.arraycopy(cs3, n - rest, cs1, n - rest - 16, rest);
      System.arraycopy(cs3, n - rest - 16, cs1, n - 16, 16);
      if (n % 16 == 0) {
        assertArrayEquals(jdk("AES/CBC/NoPadding", key, iv, plain), cs1, "the oracle itself");
      }
      bothWays(rig, 9, 1, key, iv, plain, cs1);
      bothWays(rig, 9, 2, key, iv, plain, n % 16 == 0 ? cs1 : cs3);
      bothWays(rig, 9, 3, key, iv, plain, cs3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // IEEE 1619, annex B, vectors 1, 2, 15, 16, 17, 18
    "00000000000000000000000000000000, 00000000000000000000000000000000, 00000000000000000000000000000000,"
        + "0000000000000000000000000000000000000000000000000000000000000000, 917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e",
    "11111111111111111111111111111111, 22222222222222222222222222222222, 33333333330000000000000000000000,"
        + "4444444444444444444444444444444444444444444444444444444444444444, c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0, bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a785634120000000000000000000000,"
        + "000102030405060708090a0b0c0d0e0f10, 6c1625db4671522d3d7599601de7ca09ed",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0, bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a785634120000000000000000000000,"
        + "000102030405060708090a0b0c0d0e0f1011, d069444b7a7e0cab09e24447d24deb1fedbf",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0, bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a785634120000000000000000000000,"
        + "000102030405060708090a0b0c0d0e0f101112, e5df1351c0544ba1350b3363cd8ef4beedbf9d",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0, bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a785634120000000000000000000000,"
        + "000102030405060708090a0b0c0d0e0f10111213, 9d84c813f719aa2c7be3f66171c7c5c2edbf9dac",
  })
  void xtsMatchesTheStandardsVectors(
      String key1, String key2, String tweak, String plain, String sealed) {
    for (int api : new int[] {2, 3}) {
      try (SecRig rig = new SecRig(api)) {
        bothWays(
            rig,
            7,
            0,
            HEX.parseHex(key1 + key2),
            HEX.parseHex(tweak),
            HEX.parseHex(plain),
            HEX.parseHex(sealed));
      }
    }
  }

  @Test
  void sm4XtsGoesThereAndBackAndItsFirstBlockIsByTheBook() {
    try (SecRig rig = new SecRig(2)) {
      byte[] keys = bytes(32);
      byte[] tweak = bytes(16);
      byte[] plain = bytes(1001);
      byte[] sealed = run(rig, SM4, 7, 0, true, keys, tweak, plain);
      assertArrayEquals(plain, run(rig, SM4, 7, 0, false, keys, tweak, sealed));
      Sm4 sm4 = new Sm4();
      sm4.setKey(Arrays.copyOfRange(keys, 16, 32));
      byte[] t = new byte[16];
      sm4.block(true, tweak, 0, t, 0);
      sm4.setKey(Arrays.copyOf(keys, 16));
      byte[] block = new byte[16];
      for (int i = 0; i < 16; i++) {
        block[i] = (byte) (plain[i] ^ t[i]);
      }
      sm4.block(true, block, 0, block, 0);
      for (int i = 0; i < 16; i++) {
        block[i] ^= t[i];
      }
      assertArrayEquals(block, Arrays.copyOf(sealed, 16));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void bothScenesOfOneShotJobsWorkInPlaceAndWithoutDestination(int scene) throws Exception {
    try (SecRig rig = new SecRig(3)) {
      byte[] key = bytes(16);
      byte[] iv = bytes(16);
      byte[] plain = bytes(77);
      MemorySegment data = rig.at(plain);
      byte[] inPlace =
          RawQueue.row(
              "0:%08x 4:00290c01 16:S 48:K 72:0000004d 92:V".formatted(3 | scene << 5),
              "S",
              data.address(),
              "K",
              rig.at(key).address(),
              "V",
              rig.at(iv).address());
      assertEquals(CIPHER_DONE, rig.run(inPlace));
      assertArrayEquals(jdk("AES/CTS/NoPadding", key, iv, plain), SecRig.bytes(data, plain.length));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // version, algorithm, mode, width, key code, length
    "2, 2, 2, 0, 0, 32", // CFB, OFB, CTR and stealing are version 3's
    "2, 2, 3, 0, 0, 32",
    "2, 2, 4, 0, 0, 32",
    "2, 2, 9, 3, 0, 32",
    "3, 2, 9, 0, 0, 32", // stealing without a variant, or an unknown one
    "3, 2, 9, 4, 0, 32",
    "3, 2, 9, 3, 0, 16", // nothing to steal from
    "3, 2, 2, 1, 0, 32", // a variant without stealing
    "3, 2, 7, 0, 0, 15",
    "3, 2, 7, 0, 1, 32", // halves of 192 bits
    "3, 3, 7, 0, 2, 32", // SM4 has one size of key
    "3, 2, 2, 0, 3, 32",
    "3, 2, 8, 0, 0, 32", // no such mode
    "3, 2, 10, 0, 0, 32",
    "3, 0, 0, 0, 0, 32", // DES, 3DES and no such algorithm
    "3, 1, 1, 0, 1, 32",
    "3, 4, 0, 0, 0, 32",
    "3, 2, 2, 0, 0, 0",
    "3, 2, 2, 0, 0, 16776705"
  })
  void whatAVersionHasNotOrTheTablesForbidIsRefused(
      int api, int alg, int mode, int width, int code, int n) {
    try (SecRig rig = new SecRig(api)) {
      long any = rig.arena.allocate(256, 64).address();
      int result = rig.run(job(rig, alg, mode, width, true, code, n, any, any, any, any));
      assertTrue(result < 0, "done " + result);
    }
  }

  @Test
  void xtsAfterTheChineseStandardIsRefused() {
    try (SecRig rig = new SecRig(3)) {
      long any = rig.arena.allocate(256, 64).address();
      byte[] job = job(rig, SM4, 7, 0, true, 0, 64, any, any, any, any);
      Words.put32(job, 56, 0x0a000000);
      assertTrue(rig.run(job) < 0);
    }
  }
}
