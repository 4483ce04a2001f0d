package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcmCiphersTest {
  private static final byte[] KEY = TestBytes.hex("feffe9928665731c6d6a8f9467308308");
  private static final byte[] NONCE = TestBytes.hex("cafebabefacedbaddecaf888");
  private static final byte[] AAD = TestBytes.hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");

  private final JobResult result = new JobResult();

  private Outcome run(
      CipherLibraries libraries,
      Direction direction,
      byte[] key,
      byte[] nonce,
      byte[] aad,
      int tag,
      byte[] in,
      byte[] out) {
    return new GcmCiphers(libraries)
        .run(
            new AeadJob(
                Operation.AES_GCM,
                direction,
                KeyMaterial.copyOf(key),
                nonce,
                TestBytes.segment(aad),
                tag,
                TestBytes.segment(in),
                TestBytes.segment(out)),
            result);
  }

  private byte[] seal(
      CipherLibraries libraries, byte[] key, byte[] nonce, byte[] aad, int tag, byte[] clear) {
    byte[] out = new byte[clear.length + tag];
    assertEquals(
        Outcome.Done.DONE, run(libraries, Direction.ENCRYPT, key, nonce, aad, tag, clear, out));
    assertEquals(out.length, result.produced());
    assertEquals(clear.length, result.consumed());
    return out;
  }

  private byte[] open(
      CipherLibraries libraries, byte[] key, byte[] nonce, byte[] aad, int tag, byte[] message) {
    byte[] out = new byte[message.length - tag];
    assertEquals(
        Outcome.Done.DONE, run(libraries, Direction.DECRYPT, key, nonce, aad, tag, message, out));
    assertEquals(out.length, result.produced());
    assertEquals(message.length, result.consumed());
    return out;
  }

  private static byte[] sealedByBouncyCastle(byte[] key, byte[] nonce, byte[] aad, byte[] clear)
      throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", new BouncyCastleProvider());
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(aad);
    return cipher.doFinal(clear);
  }

  /**
   * McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: test cases 1, 2, 3, 4, 5,
   * 6, 14 and 16.
   */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 000000000000000000000000, '', '', 58e2fccefa7e3061367f1d57a4e7455a",
    "00000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000,"
        + " 0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
    "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '', d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255, 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4",
    "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + " 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
        + "5bc94fbc3221a5db94fae95ae7121a47",
    "feffe9928665731c6d6a8f9467308308, cafebabefacedbad, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + " 61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c742373806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598"
        + "3612d2e79e3b0785561be14aaca2fccb",
    "feffe9928665731c6d6a8f9467308308, 9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b,"
        + " feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + " 8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca701e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5"
        + "619cc5aefffe0bfa462af43c1699d050",
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000,"
        + " cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + " d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + " 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b"
  })
  void sealsAndOpensAsPublished(
      String key, String nonce, String aad, String clear, String message) {
    for (CipherLibraries libraries :
        new CipherLibraries[] {CipherLibraries.installed(), CipherLibraries.withoutJdk()}) {
      byte[] sealed =
          seal(
              libraries,
              TestBytes.hex(key),
              TestBytes.hex(nonce),
              TestBytes.hex(aad),
              16,
              TestBytes.hex(clear));
      assertArrayEquals(TestBytes.hex(message), sealed);
      assertArrayEquals(
          TestBytes.hex(clear),
          open(
              libraries, TestBytes.hex(key), TestBytes.hex(nonce), TestBytes.hex(aad), 16, sealed));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void everyTagLengthIsTheStartOfTheFullTag(int tagBytes) throws Exception {
    for (int length : new int[] {0, 60, 20_000}) {
      byte[] clear = TestBytes.random(length, length);
      byte[] expected =
          Arrays.copyOf(sealedByBouncyCastle(KEY, NONCE, AAD, clear), length + tagBytes);
      assertArrayEquals(
          expected, seal(CipherLibraries.installed(), KEY, NONCE, AAD, tagBytes, clear));
      assertArrayEquals(
          clear, open(CipherLibraries.installed(), KEY, NONCE, AAD, tagBytes, expected));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 11, 12, 13, 15, 16, 17, 60, 128, 1000, 20_000})
  void everyNonceLengthWorksForShortAndLongMessages(int nonceBytes) throws Exception {
    byte[] nonce = TestBytes.random(nonceBytes, nonceBytes);
    for (int length : new int[] {1, 8192, 8193, 20_005}) {
      byte[] clear = TestBytes.random(length, length);
      byte[] expected = sealedByBouncyCastle(KEY, nonce, AAD, clear);
      assertArrayEquals(expected, seal(CipherLibraries.installed(), KEY, nonce, AAD, 16, clear));
      assertArrayEquals(clear, open(CipherLibraries.installed(), KEY, nonce, AAD, 16, expected));
    }
  }

  /**
   * Wycheproof's nonces for which the 32-bit counter wraps, with messages that are long enough to
   * be opened in pieces.
   */
  @ParameterizedTest
  @CsvSource({
    "00112233445566778899aabbccddeeff, 7b95b8c356810a84711d68150a1b7750",
    "00112233445566778899aabbccddeeff, 1a552e67cdc4dc1a33b824874ebf0bed",
    "00112233445566778899aabbccddeeff, dd9d0b4a0c3d681524bffca31d907661"
  })
  void theCounterWrapsWithin32Bits(String key, String nonce) throws Exception {
    byte[] clear = TestBytes.random(20_001, 1);
    byte[] expected = sealedByBouncyCastle(TestBytes.hex(key), TestBytes.hex(nonce), AAD, clear);
    assertArrayEquals(
        expected,
        seal(
            CipherLibraries.installed(), TestBytes.hex(key), TestBytes.hex(nonce), AAD, 16, clear));
    assertArrayEquals(
        clear,
        open(
            CipherLibraries.installed(),
            TestBytes.hex(key),
            TestBytes.hex(nonce),
            AAD,
            16,
            expected));
  }

  @Test
  void everyLengthAroundBlocksAndPiecesSealsAndOpens() throws Exception {
    for (int length :
        new int[] {
          0, 1, 15, 16, 17, 511, 512, 513, 2047, 2048, 2049, 8191, 8192, 8193, 8208, 16_367, 16_384,
          16_385, 70_001
        }) {
      byte[] clear = TestBytes.random(length, length);
      byte[] expected = sealedByBouncyCastle(KEY, NONCE, AAD, clear);
      assertArrayEquals(
          expected,
          seal(CipherLibraries.installed(), KEY, NONCE, AAD, 16, clear),
          () -> "length=" + clear.length);
      assertArrayEquals(
          clear,
          open(CipherLibraries.installed(), KEY, NONCE, AAD, 16, expected),
          () -> "length=" + clear.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 20_000})
  void aChangeOfAnyPartIsABadTagAndWritesNothing(int length) {
    CipherLibraries libraries = CipherLibraries.installed();
    for (int tagBytes : new int[] {4, 12, 16}) {
      byte[] message = seal(libraries, KEY, NONCE, AAD, tagBytes, TestBytes.random(length, 9));
      int step = Math.max(1, length / 40);
      for (int at = 0; at < message.length; at += at < length - step ? step : 1) {
        byte[] forged = message.clone();
        forged[at] ^= (byte) (1 << at % 8);
        assertRefused(libraries, NONCE, AAD, tagBytes, forged);
      }
      byte[] otherAad = AAD.clone();
      otherAad[AAD.length - 1] ^= 1;
      assertRefused(libraries, NONCE, otherAad, tagBytes, message);
      byte[] otherNonce = NONCE.clone();
      otherNonce[0] ^= 1;
      assertRefused(libraries, otherNonce, AAD, tagBytes, message);
    }
  }

  private void assertRefused(
      CipherLibraries libraries, byte[] nonce, byte[] aad, int tagBytes, byte[] message) {
    byte[] out = new byte[message.length - tagBytes];
    Arrays.fill(out, (byte) 0x77);
    byte[] before = out.clone();
    assertEquals(
        Outcome.Rejected.BAD_TAG,
        run(libraries, Direction.DECRYPT, KEY, nonce, aad, tagBytes, message, out));
    assertArrayEquals(before, out);
  }

  @Test
  void additionalDataMayBeLongerThanAPiece() throws Exception {
    byte[] aad = TestBytes.random(100_001, 2);
    byte[] clear = TestBytes.random(10_000, 2);
    byte[] expected = sealedByBouncyCastle(KEY, NONCE, aad, clear);
    assertArrayEquals(expected, seal(CipherLibraries.installed(), KEY, NONCE, aad, 16, clear));
    assertArrayEquals(clear, open(CipherLibraries.installed(), KEY, NONCE, aad, 16, expected));
  }

  @Test
  void additionalDataMayBeTheOutputItself() throws Exception {
    byte[] clear = TestBytes.random(40_000, 3);
    byte[] aadAndOutput = TestBytes.random(40_016, 4);
    byte[] expected = sealedByBouncyCastle(KEY, NONCE, aadAndOutput, clear);
    assertEquals(
        Outcome.Done.DONE,
        run(
            CipherLibraries.installed(),
            Direction.ENCRYPT,
            KEY,
            NONCE,
            aadAndOutput,
            16,
            clear,
            aadAndOutput));
    assertArrayEquals(expected, aadAndOutput);
  }
}
