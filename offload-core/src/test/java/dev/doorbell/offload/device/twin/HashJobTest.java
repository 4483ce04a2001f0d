package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests and HMACs from hand-written descriptors (ref 4.7), whole and in pieces. */
class HashJobTest {
  private static final int DONE = 0x081;
  private static final String ALL =
      """
      0x00, 5, 5, 64, SHA-1, HmacSHA1
      0x01, 8, 8, 64, SHA-256, HmacSHA256
      0x02, 4, 4, 64, MD5, HmacMD5
      0x03, 7, 8, 64, SHA-224, HmacSHA224
      0x04, 12, 16, 128, SHA-384, HmacSHA384
      0x05, 16, 16, 128, SHA-512, HmacSHA512
      0x06, 7, 16, 128, SHA-512/224, HmacSHA512/224
      0x07, 8, 16, 128, SHA-512/256, HmacSHA512/256
      """;

  private final Random random = new Random(47);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Fields of ref 4.7, for both descriptors; addresses: source, key, state, result. */
  private static byte[] job(
      SecRig rig, int code, int macWords, int keyWords, int piece, int n, long total, long... a) {
    int goesOn = piece >> 1;
    int toBeContinued = piece & 1;
    Object[] symbols = {"S", a[0], "K", a[1], "A", a[2], "M", a[3], "T", total};
    int what = macWords | keyWords << 5 | code << 11;
    return rig.api < 3
        ? RawQueue.row(
            "0:00000842 4:%08x 8:%08x 16:%08x 48:T 56:A 64:K 72:M 96:S"
                .formatted(goesOn << 8 | toBeContinued << 10, what, n),
            symbols)
        : RawQueue.row(
            "0:000000e3 16:S 24:K 32:A 56:%08x 68:%08x 84:M 100:T 108:%08x"
                .formatted(1 | goesOn << 2 | what << 4, n, toBeContinued),
            symbols);
  }

  private static final int SINGLE = 0;
  private static final int FIRST = 1;
  private static final int LAST = 2;
  private static final int MIDDLE = 3;

  private static byte[] jdk(String digest, String mac, byte[] key, byte[] message)
      throws Exception {
    if (key.length == 0) {
      return MessageDigest.getInstance(digest, "SUN").digest(message);
    }
    Mac hmac = Mac.getInstance(mac, "SunJCE");
    hmac.init(new SecretKeySpec(key, "HMAC"));
    return hmac.doFinal(message);
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL)
  void oneShotJobsGiveTheJdksBytes(
      int code, int words, int stateWords, int block, String digest, String mac) throws Exception {
    for (int api : new int[] {2, 3}) {
      try (SecRig rig = new SecRig(api)) {
        for (int n : new int[] {1, 63, 64, 65, 127, 128, 16_384, 33_333}) {
          for (int keyBytes : new int[] {0, 4, 20, block}) {
            byte[] message = bytes(n);
            byte[] key = bytes(keyBytes);
            MemorySegment out = rig.arena.allocate(68);
            int result =
                rig.run(
                    job(
                        rig,
                        keyBytes == 0 ? code : code | 0x10,
                        words,
                        keyBytes / 4,
                        SINGLE,
                        n,
                        0,
                        rig.at(message).address(),
                        keyBytes == 0 ? 0 : rig.at(key).address(),
                        0,
                        out.address()));
            assertEquals(DONE, result, "api " + api + ", length " + n + ", key " + keyBytes);
            assertArrayEquals(
                Arrays.copyOf(jdk(digest, mac, key, message), 68), SecRig.bytes(out, 68));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = ALL)
  void pieceByPieceGivesTheSameDigest(
      int code, int words, int stateWords, int block, String digest, String mac) throws Exception {
    for (int round = 0; round < 24; round++) {
      try (SecRig rig = new SecRig(2 + round % 2)) {
        byte[] key = bytes(round % 4 < 2 ? 0 : 4 * (1 + random.nextInt(block / 4)));
        byte[] message = bytes(block * (2 + random.nextInt(5)) + (round < 4 ? 0 : round * 11));
        int alg = key.length == 0 ? code : code | 0x10;
        long source = rig.at(message).address();
        long keyAddress = key.length == 0 ? 0 : rig.at(key).address();
        long state = rig.arena.allocate(64, 8).address();
        // Plain: 0 words mean all; HMAC: all, or what UADK writes
        int middleWords =
            key.length == 0
                ? (round % 3 == 0 ? stateWords : 0)
                : round % 3 == 0 ? words : stateWords;
        int at = 0;
        int pieces = message.length / block - random.nextInt(2);
        for (int i = 0; i < pieces; i++) {
          int result =
              rig.run(
                  job(
                      rig,
                      alg,
                      middleWords,
                      key.length / 4,
                      i == 0 ? FIRST : MIDDLE,
                      block,
                      0,
                      source + at,
                      keyAddress,
                      i == 0 ? 0 : state,
                      state));
          assertEquals(DONE, result, "piece " + i);
          at += block;
        }
        MemorySegment out = rig.arena.allocate(64, 8);
        int rest = message.length - at;
        int result =
            rig.run(
                job(
                    rig,
                    alg,
                    words,
                    key.length / 4,
                    LAST,
                    rest,
                    8L * message.length,
                    rest == 0 ? out.address() : source + at,
                    keyAddress,
                    state,
                    out.address()));
        assertEquals(DONE, result, "last piece of " + rest);
        assertArrayEquals(
            jdk(digest, mac, key, message), SecRig.bytes(out, 4 * words), "round " + round);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // GB/T 32905, annex A; OpenSSL for the others
    "616263, 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "61626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364616263646162636461626364,"
        + "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    "'', 1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"
  })
  void sm3MatchesTheStandardsExamples(String message, String digest) {
    byte[] input = HexFormat.of().parseHex(message);
    try (SecRig rig = new SecRig(3)) {
      MemorySegment out = rig.arena.allocate(32);
      long source = input.length == 0 ? out.address() : rig.at(input).address();
      assertEquals(
          DONE,
          rig.run(job(rig, 0x25, 8, 0, SINGLE, input.length, 0, source, 0, 0, out.address())));
      assertEquals(digest, HexFormat.of().formatHex(SecRig.bytes(out, 32)));
    }
  }

  @Test
  void aStreamOfSm3EndsAsTheWholeMessageDoes() {
    byte[] message = bytes(64 * 3 + 5);
    try (SecRig rig = new SecRig(3)) {
      long source = rig.at(message).address();
      long key = rig.at(bytes(32)).address();
      for (int code : new int[] {0x25, 0x26}) {
        boolean hmac = code == 0x26;
        long keyAddress = hmac ? key : 0;
        int keyWords = hmac ? 8 : 0;
        MemorySegment whole = rig.arena.allocate(32);
        long state = rig.arena.allocate(32).address();
        MemorySegment out = rig.arena.allocate(32);
        rig.run(
            job(
                rig,
                code,
                8,
                keyWords,
                SINGLE,
                message.length,
                0,
                source,
                keyAddress,
                0,
                whole.address()));
        rig.run(job(rig, code, 8, keyWords, FIRST, 64, 0, source, keyAddress, 0, state));
        rig.run(job(rig, code, 8, keyWords, MIDDLE, 128, 0, source + 64, keyAddress, state, state));
        int result =
            rig.run(
                job(
                    rig,
                    code,
                    8,
                    keyWords,
                    LAST,
                    5,
                    8L * message.length,
                    source + 192,
                    keyAddress,
                    state,
                    out.address()));
        assertEquals(DONE, result);
        assertArrayEquals(SecRig.bytes(whole, 32), SecRig.bytes(out, 32));
      }
    }
  }

  @Test
  void aShorterResultIsTheBeginningOfTheDigest() throws Exception {
    byte[] message = bytes(100);
    try (SecRig rig = new SecRig(3)) {
      MemorySegment out = rig.arena.allocate(32);
      long source = rig.at(message).address();
      assertEquals(
          DONE, rig.run(job(rig, 0x01, 3, 0, SINGLE, 100, 0, source, 0, 0, out.address())));
      byte[] expected = Arrays.copyOf(jdk("SHA-256", "", new byte[0], message), 12);
      assertArrayEquals(Arrays.copyOf(expected, 32), SecRig.bytes(out, 32));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theEmptyMessageIsForVersion3Only(int api) throws Exception {
    try (SecRig rig = new SecRig(api)) {
      MemorySegment out = rig.arena.allocate(32);
      int result = rig.run(job(rig, 0x01, 8, 0, SINGLE, 0, 0, out.address(), 0, 0, out.address()));
      assertEquals(api == 3, result == DONE, "result " + result);
      if (api == 3) {
        assertArrayEquals(jdk("SHA-256", "", new byte[0], new byte[0]), SecRig.bytes(out, 32));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // code, mac words, key words, piece, length, total bits
    "0x01, 0, 0, 0, 64, 0", // no result
    "0x01, 9, 0, 0, 64, 0", // more than the digest has
    "0x01, 8, 4, 0, 64, 0", // a key without HMAC
    "0x11, 8, 0, 0, 64, 0", // HMAC without a key
    "0x11, 8, 17, 0, 64, 0", // a key of more than a block
    "0x15, 16, 33, 0, 64, 0",
    "0x01, 8, 0, 0, 16776705, 0",
    "0x01, 8, 0, 0, 64, 512", // a total where no stream ends
    "0x01, 0, 0, 1, 63, 0", // pieces of broken blocks
    "0x05, 0, 0, 1, 64, 0",
    "0x01, 0, 0, 3, 0, 0",
    "0x01, 7, 0, 1, 64, 0", // a state that is none
    "0x25, 0, 0, 1, 64, 0", // SM3 says it in full
    "0x01, 8, 0, 2, 10, 80", // no total, or one that cannot be
    "0x01, 8, 0, 2, 10, 0",
    "0x01, 8, 0, 2, 10, 513",
    "0x08, 8, 0, 0, 64, 0", // no such hash
    "0x20, 4, 4, 0, 64, 0", // AES MACs
    "0x21, 4, 4, 0, 64, 0",
    "0x22, 4, 4, 0, 64, 0"
  })
  void whatTheTableForbidsIsRefused(
      int code, int macWords, int keyWords, int piece, int n, long total) {
    try (SecRig rig = new SecRig(3)) {
      MemorySegment memory = rig.arena.allocate(512, 64);
      long any = memory.address();
      long state = piece >> 1 == 1 ? any : 0;
      long key = keyWords == 0 ? 0 : any;
      int result =
          rig.run(job(rig, code, macWords, keyWords, piece, n, total, any, key, state, any + 256));
      assertTrue(result < 0, "done " + result);
      assertArrayEquals(new byte[512], SecRig.bytes(memory, 512));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void addressesAreLookedAt(int api) {
    try (SecRig rig = new SecRig(api)) {
      long any = rig.arena.allocate(512, 64).address();
      for (int bad = 0; bad < 4; bad++) {
        if (bad == 2) {
          continue; // no state in a whole message
        }
        long[] a = {any, any, 0, any + 256};
        a[bad] = 0xFFF;
        assertTrue(rig.run(job(rig, 0x11, 8, 4, SINGLE, 64, 0, a)) < 0, "address " + bad);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // version, byte, bit: scene, de, cipher and its parameters, lengths and addresses without use
    "3, 0, 5",
    "3, 1, 1",
    "3, 4, 0",
    "3, 5, 5",
    "3, 6, 0",
    "3, 6, 5",
    "3, 7, 6",
    "3, 32, 4",
    "3, 48, 4",
    "3, 59, 1",
    "3, 66, 0",
    "3, 72, 4",
    "3, 76, 4",
    "3, 92, 4",
    "3, 108, 5",
    "2, 0, 4",
    "2, 1, 0",
    "2, 1, 1",
    "2, 1, 5",
    "2, 5, 1",
    "2, 12, 0",
    "2, 13, 4",
    "2, 14, 1",
    "2, 20, 4",
    "2, 26, 0",
    "2, 56, 4",
    "2, 80, 4",
    "2, 88, 4",
    "2, 104, 4"
  })
  void fieldsThatAHashJobHasNoUseForMustBeZero(int api, int offset, int bit) {
    try (SecRig rig = new SecRig(api)) {
      long any = rig.arena.allocate(512, 64).address();
      byte[] job = job(rig, 0x01, 8, 0, SINGLE, 64, 0, any, 0, 0, any + 256);
      assertEquals(DONE, rig.run(job.clone()));
      job[offset] ^= (byte) (1 << bit);
      int result = rig.run(job);
      assertTrue(result < 0, "done " + result);
    }
  }

  @Test
  void aDeviceThatListsNoDigestsDoesNone() {
    try (SecRig rig =
        new SecRig(TwinDeviceSpec.of("hisi_sec2", 3).withAlgorithms("cipher", "aead"))) {
      long any = rig.arena.allocate(512, 64).address();
      assertTrue(rig.run(job(rig, 0x01, 8, 0, SINGLE, 64, 0, any, 0, 0, any)) < 0);
    }
  }
}
