package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** AES/XTS/NoPadding, against the standard taken word for word. */
class XtsCipherTest {
  private static final String XTS = "AES/XTS/NoPadding";
  private static final IvParameterSpec TWEAK = new IvParameterSpec(bytes(16, 3));
  private static final Key KEY = new SecretKeySpec(bytes(64, 4), "AES");

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Cipher cipher(int mode) throws Exception {
    Cipher cipher = Cipher.getInstance(XTS, Doorbells.withoutDevices());
    cipher.init(mode, KEY, TWEAK);
    return cipher;
  }

  private static byte[] sealed(byte[] message) throws Exception {
    return Oracles.xts(true, KEY.getEncoded(), TWEAK.getIV(), message);
  }

  @Test
  void everyLengthInAnyPartsIsOneDataUnit() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (DoorbellProvider provider :
        new DoorbellProvider[] {
          Doorbells.withoutDevices(),
          Doorbells.over(TestQueue.steady(), 0),
          Doorbells.over(TestQueue.failing(seed), 100)
        }) {
      Cipher cipher = Cipher.getInstance(XTS, provider);
      for (int i = 0; i < 300; i++) {
        byte[] key = bytes(32 + 32 * random.nextInt(2), random.nextLong());
        byte[] tweak = bytes(16, random.nextLong());
        byte[] message = bytes(16 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 60), i);
        boolean encrypt = random.nextBoolean();
        cipher.init(
            encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            new SecretKeySpec(key, "AES"),
            new IvParameterSpec(tweak));
        byte[] expected = Oracles.xts(encrypt, key, tweak, message);
        int at = random.nextInt(3) == 0 ? 0 : random.nextInt(message.length + 1);
        assertEquals(0, cipher.update(message, 0, at) == null ? 0 : 0);
        assertEquals(message.length, cipher.getOutputSize(message.length - at));
        assertArrayEquals(
            expected,
            cipher.doFinal(message, at, message.length - at),
            "seed=" + seed + " round " + i);
        byte[] memory = Arrays.copyOf(message, message.length + 7);
        int shift = random.nextInt(7);
        assertEquals(message.length, cipher.doFinal(memory, 0, message.length, memory, shift));
        assertArrayEquals(
            expected, Arrays.copyOfRange(memory, shift, shift + message.length), "seed=" + seed);
        ByteBuffer in = ByteBuffer.allocateDirect(message.length).put(message).flip();
        ByteBuffer out = ByteBuffer.allocateDirect(message.length + 3);
        cipher.update(in.slice(0, at).asReadOnlyBuffer(), out);
        in.position(at);
        assertEquals(message.length, cipher.doFinal(in, out));
        assertEquals(message.length, out.position());
        assertEquals(0, in.remaining());
        byte[] result = new byte[message.length];
        out.flip().get(result);
        assertArrayEquals(expected, result, "seed=" + seed);
      }
    }
  }

  @Test
  void aDataUnitBelow16BytesIsRefusedAndGoesOn() throws Exception {
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE);
    assertThrows(IllegalBlockSizeException.class, cipher::doFinal);
    cipher.update(new byte[10]);
    assertThrows(IllegalBlockSizeException.class, () -> cipher.doFinal(new byte[5]));
    assertArrayEquals(sealed(new byte[16]), cipher.doFinal(new byte[6]));
  }

  @Test
  void tooLittleRoomChangesNothing() throws Exception {
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE);
    byte[] message = bytes(40, 1);
    cipher.update(message, 0, 30);
    assertThrows(
        ShortBufferException.class, () -> cipher.doFinal(message, 30, 10, new byte[39], 0));
    assertThrows(
        ShortBufferException.class,
        () -> cipher.doFinal(ByteBuffer.wrap(message, 30, 10), ByteBuffer.allocate(39)));
    assertArrayEquals(sealed(message), cipher.doFinal(message, 30, 10));
  }

  @Test
  void keysAreRefusedInSunJcesOrder() throws Exception {
    Cipher cipher = Cipher.getInstance(XTS, Doorbells.withoutDevices());
    byte[] equalHalves = new byte[32];
    for (Key key :
        new Key[] {
          new SecretKeySpec(equalHalves, "AES"),
          new SecretKeySpec(bytes(16, 1), "AES"),
          new SecretKeySpec(bytes(48, 1), "AES"),
          new SecretKeySpec(bytes(32, 1), "DES"),
          new ServiceTableTest.OpaqueKey("AES")
        }) {
      assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, key, TWEAK));
      assertThrows(IllegalStateException.class, () -> cipher.doFinal(new byte[16]));
    }
  }

  @Test
  void theParameterIsATweakOf16Bytes() throws Exception {
    Cipher cipher = Cipher.getInstance(XTS, Doorbells.withoutDevices());
    assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.DECRYPT_MODE, KEY));
    for (int size : new int[] {0, 8, 15, 17}) {
      assertThrows(
          InvalidAlgorithmParameterException.class,
          () -> cipher.init(Cipher.ENCRYPT_MODE, KEY, new IvParameterSpec(new byte[size])));
    }
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> cipher.init(Cipher.ENCRYPT_MODE, KEY, new GCMParameterSpec(128, new byte[16])));
    assertNull(Cipher.getInstance(XTS, Doorbells.withoutDevices()).getIV());
    cipher.init(Cipher.ENCRYPT_MODE, KEY);
    byte[] sealed = cipher.doFinal(new byte[50]);
    AlgorithmParameters parameters = cipher.getParameters();
    Cipher open = Cipher.getInstance(XTS, Doorbells.withoutDevices());
    open.init(Cipher.DECRYPT_MODE, KEY, parameters);
    assertArrayEquals(new byte[50], open.doFinal(sealed));
    assertArrayEquals(cipher.getIV(), open.getIV());
  }

  @Test
  void wrapsAndUnwrapsKeys() throws Exception {
    Cipher wrap = cipher(Cipher.WRAP_MODE);
    byte[] wrapped = wrap.wrap(KEY);
    assertEquals(64, wrapped.length);
    Cipher unwrap = cipher(Cipher.UNWRAP_MODE);
    assertEquals(KEY, unwrap.unwrap(wrapped, "AES", Cipher.SECRET_KEY));
    assertThrows(
        InvalidKeyException.class, () -> unwrap.unwrap(new byte[7], "AES", Cipher.SECRET_KEY));
    assertThrows(
        InvalidKeyException.class, () -> unwrap.unwrap(new byte[64], "EC", Cipher.PRIVATE_KEY));
  }

  @Test
  void aLargeDataUnitIsOneJob() throws Exception {
    TestQueue queue = TestQueue.steady();
    Cipher cipher = Cipher.getInstance(XTS, Doorbells.over(queue, 4096));
    cipher.init(Cipher.ENCRYPT_MODE, KEY, TWEAK);
    byte[] message = bytes(100_003, 9);
    assertArrayEquals(sealed(message), cipher.doFinal(message));
    assertEquals(1, queue.done());
    cipher.init(Cipher.DECRYPT_MODE, KEY, TWEAK);
    assertTrue(Arrays.equals(message, cipher.doFinal(sealed(message))));
  }
}
