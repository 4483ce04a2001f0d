package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CCM, and SM4's GCM, against the vectors of their specifications and against Bouncy Castle. */
class CcmCiphersTest {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final JobResult result = new JobResult();

  private Outcome run(
      CipherLibraries libraries,
      Operation operation,
      Direction direction,
      byte[] key,
      byte[] nonce,
      byte[] aad,
      int tagBytes,
      byte[] in,
      byte[] out) {
    AeadJob job =
        new AeadJob(
            operation,
            direction,
            KeyMaterial.copyOf(key),
            nonce,
            TestBytes.segment(aad),
            tagBytes,
            TestBytes.segment(in),
            TestBytes.segment(out));
    return operation == Operation.SM4_GCM
        ? new GcmCiphers(libraries).run(job, result)
        : new CcmCiphers(libraries).run(job, result);
  }

  /** NIST SP 800-38C, appendix C, examples 1 to 3, and RFC 3610, packet vector 1. */
  @ParameterizedTest
  @CsvSource({
    "404142434445464748494a4b4c4d4e4f, 10111213141516, 0001020304050607, 20212223,"
        + " 7162015b4dac255d",
    "404142434445464748494a4b4c4d4e4f, 1011121314151617, 000102030405060708090a0b0c0d0e0f,"
        + " 202122232425262728292a2b2c2d2e2f, d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd",
    "404142434445464748494a4b4c4d4e4f, 101112131415161718191a1b,"
        + " 000102030405060708090a0b0c0d0e0f10111213,"
        + " 202122232425262728292a2b2c2d2e2f3031323334353637,"
        + " e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951",
    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf, 00000003020100a0a1a2a3a4a5, 0001020304050607,"
        + " 08090a0b0c0d0e0f101112131415161718191a1b1c1d1e,"
        + " 588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0"
  })
  void vectorsOfTheSpecifications(
      String key, String nonce, String aad, String clear, String sealed) {
    byte[] message = TestBytes.hex(clear);
    byte[] expected = TestBytes.hex(sealed);
    byte[] out = new byte[expected.length];
    assertEquals(
        Outcome.Done.DONE,
        run(
            CipherLibraries.installed(),
            Operation.AES_CCM,
            Direction.ENCRYPT,
            TestBytes.hex(key),
            TestBytes.hex(nonce),
            TestBytes.hex(aad),
            expected.length - message.length,
            message,
            out));
    assertArrayEquals(expected, out);
  }

  /** NIST SP 800-38C, appendix C, example 4: 65,536 bytes of additional data. */
  @Test
  void aadLengthsOfSixBytes() {
    byte[] aad = new byte[65_536];
    for (int i = 0; i < aad.length; i++) {
      aad[i] = (byte) i;
    }
    byte[] expected =
        TestBytes.hex(
            "69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72b4ac6bec93e8598e"
                + "7f0dadbcea5b");
    byte[] out = new byte[expected.length];
    run(
        CipherLibraries.installed(),
        Operation.AES_CCM,
        Direction.ENCRYPT,
        TestBytes.hex("404142434445464748494a4b4c4d4e4f"),
        TestBytes.hex("101112131415161718191a1b1c"),
        aad,
        14,
        TestBytes.hex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"),
        out);
    assertArrayEquals(expected, out);
  }

  @ParameterizedTest
  @CsvSource({
    "AES_CCM, AES/CCM/NoPadding",
    "SM4_CCM, SM4/CCM/NoPadding",
    "SM4_GCM, SM4/GCM/NoPadding"
  })
  void givesBouncyCastlesBytesForAllLengths(Operation operation, String name) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    boolean ccm = name.contains("CCM");
    for (int i = 0; i < 150; i++) {
      String title = "seed=" + seed + " round " + i;
      byte[] key = TestBytes.random(ccm && name.startsWith("AES") ? 16 + 8 * (i % 3) : 16, i);
      byte[] nonce = TestBytes.random(ccm ? 7 + random.nextInt(7) : 1 + random.nextInt(20), i);
      int tagBytes = ccm ? 4 + 2 * random.nextInt(7) : 12 + random.nextInt(5);
      byte[] aad = TestBytes.random(random.nextInt(i % 10 == 0 ? 70_000 : 60), i);
      int most = i % 8 != 0 ? 100 : 60_000;
      byte[] clear = TestBytes.random(random.nextInt(most), i);
      Cipher oracle = Cipher.getInstance(name, BC);
      oracle.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, name.substring(0, 3)),
          new GCMParameterSpec(tagBytes * 8, nonce));
      oracle.updateAAD(aad);
      byte[] sealed = oracle.doFinal(clear);
      for (CipherLibraries libraries :
          new CipherLibraries[] {CipherLibraries.installed(), CipherLibraries.withoutJdk()}) {
        byte[] out = new byte[sealed.length];
        run(libraries, operation, Direction.ENCRYPT, key, nonce, aad, tagBytes, clear, out);
        assertArrayEquals(sealed, out, title);
        byte[] opened = new byte[clear.length];
        assertEquals(
            Outcome.Done.DONE,
            run(
                libraries,
                operation,
                Direction.DECRYPT,
                key,
                nonce,
                aad,
                tagBytes,
                sealed,
                opened));
        assertArrayEquals(clear, opened, title);
        byte[] forged = sealed.clone();
        forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
        byte[] untouched = new byte[clear.length];
        assertEquals(
            Outcome.Rejected.BAD_TAG,
            run(
                libraries,
                operation,
                Direction.DECRYPT,
                key,
                nonce,
                aad,
                tagBytes,
                forged,
                untouched),
            title);
        assertArrayEquals(new byte[clear.length], untouched, title);
      }
    }
  }

  @Test
  void refusesLengthsThatCcmDoesNotHave() {
    byte[] key = new byte[16];
    for (int[] lengths : new int[][] {{6, 8, 10}, {14, 8, 10}, {12, 7, 10}, {13, 8, 65_536}}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              run(
                  CipherLibraries.installed(),
                  Operation.AES_CCM,
                  Direction.ENCRYPT,
                  key,
                  new byte[lengths[0]],
                  new byte[0],
                  lengths[1],
                  new byte[lengths[2]],
                  new byte[lengths[2] + 16]),
          Arrays.toString(lengths));
    }
  }
}
