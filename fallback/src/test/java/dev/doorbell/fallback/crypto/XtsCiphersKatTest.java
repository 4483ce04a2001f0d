package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IEEE 1619-2018, annex B, and longer data units that OpenSSL's libcrypto made. */
class XtsCiphersKatTest {
  private static final String LONG_KEY =
      "2718281828459045235360287471352662497757247093699959574966967627"
          + "3141592653589793238462643383279502884197169399375105820974944592";

  private final JobResult result = new JobResult();

  private byte[] run(
      CipherLibraries libraries, Direction direction, byte[] key, byte[] iv, byte[] in) {
    byte[] out = new byte[in.length];
    run(libraries, direction, key, iv, TestBytes.segment(in), TestBytes.segment(out));
    return out;
  }

  private void run(
      CipherLibraries libraries,
      Direction direction,
      byte[] key,
      byte[] iv,
      MemorySegment in,
      MemorySegment out) {
    CipherJob job =
        new CipherJob(Operation.AES_XTS, direction, KeyMaterial.copyOf(key), iv, in, out);
    assertEquals(Outcome.Done.DONE, new XtsCiphers(libraries).run(job, result));
    assertEquals(in.byteSize(), result.produced());
    assertEquals(in.byteSize(), result.consumed());
  }

  private void check(byte[] key, byte[] iv, byte[] clear, byte[] secret) {
    for (CipherLibraries libraries :
        new CipherLibraries[] {CipherLibraries.installed(), CipherLibraries.withoutJdk()}) {
      assertArrayEquals(secret, run(libraries, Direction.ENCRYPT, key, iv, clear));
      assertArrayEquals(clear, run(libraries, Direction.DECRYPT, key, iv, secret));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1111111111111111111111111111111122222222222222222222222222222222, 3333333333,"
        + " 4444444444444444444444444444444444444444444444444444444444444444,"
        + " c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f022222222222222222222222222222222, 3333333333,"
        + " 4444444444444444444444444444444444444444444444444444444444444444,"
        + " af85336b597afc1a900b2eb21ec949d292df4c047e0b21532186a5971a227a89",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a78563412,"
        + " 000102030405060708090a0b0c0d0e0f10, 6c1625db4671522d3d7599601de7ca09ed",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a78563412,"
        + " 000102030405060708090a0b0c0d0e0f1011, d069444b7a7e0cab09e24447d24deb1fedbf",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a78563412,"
        + " 000102030405060708090a0b0c0d0e0f101112, e5df1351c0544ba1350b3363cd8ef4beedbf9d",
    "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0, 9a78563412,"
        + " 000102030405060708090a0b0c0d0e0f10111213, 9d84c813f719aa2c7be3f66171c7c5c2edbf9dac"
  })
  void vectorsOfTheStandard(String key, String dataUnit, String clear, String secret) {
    byte[] iv = Arrays.copyOf(TestBytes.hex(dataUnit), 16);
    check(TestBytes.hex(key), iv, TestBytes.hex(clear), TestBytes.hex(secret));
  }

  @Test
  void vector10OfTheStandardWithAes256() throws Exception {
    byte[] clear = new byte[512];
    for (int i = 0; i < clear.length; i++) {
      clear[i] = (byte) i;
    }
    byte[] iv = new byte[16];
    iv[0] = (byte) 0xff;
    byte[] secret =
        run(CipherLibraries.installed(), Direction.ENCRYPT, TestBytes.hex(LONG_KEY), iv, clear);
    String hex = HexFormat.of().formatHex(secret);
    assertTrue(
        hex.startsWith("1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b"), hex);
    assertTrue(
        hex.endsWith("773dad38014bd2092fa755c824bb5e54c4f36ffda9fcea70b9c6e693e148c151"), hex);
    check(TestBytes.hex(LONG_KEY), iv, clear, secret);
  }

  /** SHA-256 of what libcrypto 3.0 makes of the bytes (7 i + 13 (i >> 8)) mod 256. */
  @ParameterizedTest
  @CsvSource({
    "16, 00497d1229261fd454e10102d75dc33428d6146226ed0ec0b22b576e7e6ddc5e",
    "31, 9109399ca182e99c3a481a57566f80cf05b11301e30d9ea5d81bb56ca3012740",
    "511, 43d8c421b92251818e75129e40f9f228deef56e6d3d7ac1b5d738e5b7a3588ab",
    "16401, 1c23c72b99bbceb48936c47a503ed26ef312eb357bdc0cd673913deca469c84c",
    "100003, 3af275a17da0068b11408fb489d65b7194fa04f5039e2b85615f4c1608ef7618"
  })
  void dataUnitsOfManyPieces(int size, String hash) throws Exception {
    byte[] clear = new byte[size];
    for (int i = 0; i < size; i++) {
      clear[i] = (byte) (i * 7 + (i >> 8) * 13);
    }
    byte[] key = TestBytes.hex(LONG_KEY);
    byte[] iv = TestBytes.hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] secret = run(CipherLibraries.installed(), Direction.ENCRYPT, key, iv, clear);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret);
    assertEquals(hash, HexFormat.of().formatHex(digest));
    check(key, iv, clear, secret);
  }

  @Test
  void inPlaceAndOverlappingDataUnitsComeOutRight() {
    byte[] key = TestBytes.hex(LONG_KEY);
    byte[] iv = new byte[16];
    byte[] clear = TestBytes.random(40_003, 1);
    byte[] secret = run(CipherLibraries.installed(), Direction.ENCRYPT, key, iv, clear);
    for (int distance : new int[] {0, 5, -5, 16, -16, 20_000, -20_000}) {
      byte[] memory = new byte[100_000];
      int from = 30_000;
      System.arraycopy(clear, 0, memory, from, clear.length);
      MemorySegment all = TestBytes.segment(memory);
      run(
          CipherLibraries.installed(),
          Direction.ENCRYPT,
          key,
          iv,
          all.asSlice(from, clear.length),
          all.asSlice(from + distance, clear.length));
      assertArrayEquals(
          secret,
          Arrays.copyOfRange(memory, from + distance, from + distance + clear.length),
          "distance=" + distance);
    }
  }

  @Test
  void refusesEqualHalvesAndOtherKeySizes() {
    for (int size : new int[] {16, 24, 32, 48, 64}) {
      byte[] key = new byte[size];
      assertThrows(
          IllegalArgumentException.class,
          () ->
              run(CipherLibraries.installed(), Direction.ENCRYPT, key, new byte[16], new byte[32]),
          "size=" + size);
    }
  }
}
