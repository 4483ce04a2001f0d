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
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class BlockCiphersTest {
  private static final byte[] KEY = TestBytes.random(16, 3);

  private final BlockCiphers ciphers = new BlockCiphers(CipherLibraries.installed());
  private final JobResult result = new JobResult();

  private byte[] encrypt(Operation operation, KeyMaterial key, byte[] iv, byte[] clear) {
    byte[] output = new byte[clear.length];
    ciphers.run(
        new CipherJob(
            operation,
            Direction.ENCRYPT,
            key,
            iv,
            TestBytes.segment(clear),
            TestBytes.segment(output)),
        result);
    return output;
  }

  private static byte[] ctrOfBouncyCastle(String algorithm, byte[] iv, byte[] clear)
      throws Exception {
    Cipher cipher = Cipher.getInstance(algorithm + "/CTR/NoPadding", new BouncyCastleProvider());
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, algorithm), new IvParameterSpec(iv));
    return cipher.doFinal(clear);
  }

  @Test
  void countsOverAll128BitsOfTheCounter() throws Exception {
    byte[] iv = new byte[16];
    Arrays.fill(iv, (byte) 0xff);
    iv[15] = (byte) 0xfe;
    byte[] clear = TestBytes.random(100, 4);
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    assertArrayEquals(
        ctrOfBouncyCastle("AES", iv, clear), encrypt(Operation.AES_CTR, key, iv, clear));
    assertArrayEquals(
        ctrOfBouncyCastle("SM4", iv, clear), encrypt(Operation.SM4_CTR, key, iv, clear));
  }

  @Test
  void takesEveryCounterModeLengthAroundBlocksAndPieces() throws Exception {
    byte[] iv = TestBytes.random(16, 5);
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    for (int length :
        new int[] {1, 15, 16, 17, 31, 2047, 2048, 2049, 4097, 16_383, 16_384, 16_385, 33_000}) {
      byte[] clear = TestBytes.random(length, length);
      assertArrayEquals(
          ctrOfBouncyCastle("AES", iv, clear),
          encrypt(Operation.AES_CTR, key, iv, clear),
          () -> "length=" + clear.length);
    }
  }

  @Test
  void goesOnTheSameAfterTheFirstShortPieces() throws Exception {
    byte[] iv = TestBytes.random(16, 6);
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    byte[] clear = TestBytes.random(12 << 20, 6);
    byte[] expected = ctrOfBouncyCastle("AES", iv, Arrays.copyOfRange(clear, 0, 100_000));
    for (int i = 0; i < 3; i++) {
      byte[] secret = encrypt(Operation.AES_CTR, key, iv, clear);
      assertArrayEquals(expected, Arrays.copyOf(secret, expected.length));
      assertArrayEquals(clear, encrypt(Operation.AES_CTR, key, iv, secret));
    }
  }

  @Test
  void refusesSm4KeysThatAreNot16Bytes() {
    for (int length : new int[] {24, 32}) {
      KeyMaterial key = KeyMaterial.copyOf(new byte[length]);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> encrypt(Operation.SM4_CBC, key, new byte[16], new byte[16]));
      assertEquals("key=" + length + " bytes, allowed for SM4_CBC: 16", e.getMessage());
    }
  }

  @Test
  void refusesADestroyedKeyAndWritesNothing() {
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    key.destroy();
    byte[] output = new byte[32];
    CipherJob job =
        new CipherJob(
            Operation.AES_CTR,
            Direction.ENCRYPT,
            key,
            new byte[16],
            TestBytes.segment(new byte[32]),
            TestBytes.segment(output));
    assertThrows(IllegalStateException.class, () -> ciphers.run(job, result));
    assertArrayEquals(new byte[32], output);
  }

  @Test
  void leavesKeyAndChainingValueAsTheyWere() {
    KeyMaterial key = KeyMaterial.copyOf(KEY);
    byte[] iv = TestBytes.random(16, 7);
    byte[] before = iv.clone();
    encrypt(Operation.AES_CBC, key, iv, new byte[64]);
    encrypt(Operation.SM4_CBC, key, iv, new byte[64]);
    assertArrayEquals(KEY, key.bytes());
    assertArrayEquals(before, iv);
  }

  @Test
  void showsNoKeyBytesInText() {
    String text = new JobKey(KeyMaterial.copyOf(KEY), "AES").toString();
    assertTrue(text.equals("JobKey[AES, 16 bytes]"), text);
  }
}
