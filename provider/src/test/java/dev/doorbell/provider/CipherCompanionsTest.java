package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.SealedObject;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classes of javax.crypto that work on top of a Cipher. */
class CipherCompanionsTest {
  private static final Key KEY =
      new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");

  private static Cipher ours(String transformation) throws Exception {
    return Cipher.getInstance(transformation, Doorbells.over(TestQueue.failing(3), 64));
  }

  private static byte[] message(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES/CBC/PKCS5Padding",
        "AES/CTR/NoPadding",
        "AES/ECB/PKCS5Padding",
        "AES/GCM/NoPadding",
        "AES/CFB8/NoPadding"
      })
  void streamsOfOneAreReadByTheOther(String transformation) throws Exception {
    byte[] message = message(100_001);
    Cipher encrypt = ours(transformation);
    encrypt.init(Cipher.ENCRYPT_MODE, KEY);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (OutputStream out = new CipherOutputStream(sealed, encrypt)) {
      out.write(message, 0, 1);
      out.write(message, 1, 70_000);
      out.write(message, 70_001, 30_000);
    }
    Cipher decrypt = TestQueue.oracle(transformation);
    decrypt.init(Cipher.DECRYPT_MODE, KEY, encrypt.getParameters());
    assertArrayEquals(message, decrypt.doFinal(sealed.toByteArray()));
    Cipher back = ours(transformation);
    back.init(Cipher.DECRYPT_MODE, KEY, encrypt.getParameters());
    try (CipherInputStream in =
        new CipherInputStream(new ByteArrayInputStream(sealed.toByteArray()), back)) {
      assertArrayEquals(message, in.readAllBytes());
    }
  }

  @Test
  void sealedObjectOpensWithItsParameters() throws Exception {
    for (String transformation : new String[] {"AES/CBC/PKCS5Padding", "AES/GCM/NoPadding"}) {
      Cipher cipher = ours(transformation);
      cipher.init(Cipher.ENCRYPT_MODE, KEY);
      SealedObject sealed = new SealedObject("x".repeat(5000), cipher);
      Cipher open = ours(transformation);
      open.init(Cipher.DECRYPT_MODE, KEY, cipher.getParameters());
      assertEquals("x".repeat(5000), sealed.getObject(open));
    }
  }

  @Test
  void wrapsAndUnwrapsKeysLikeSunJce() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    KeyPair pair = generator.generateKeyPair();
    for (String transformation :
        new String[] {"AES/CBC/PKCS5Padding", "AES/GCM/NoPadding", "AES/ECB/PKCS5Padding"}) {
      Cipher wrap = ours(transformation);
      wrap.init(Cipher.WRAP_MODE, KEY);
      byte[] wrapped = wrap.wrap(pair.getPrivate());
      Cipher unwrap = TestQueue.oracle(transformation);
      unwrap.init(Cipher.UNWRAP_MODE, KEY, wrap.getParameters());
      assertEquals(pair.getPrivate(), unwrap.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY));
      Cipher ours = ours(transformation);
      ours.init(Cipher.UNWRAP_MODE, KEY, wrap.getParameters());
      assertEquals(pair.getPrivate(), ours.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY));
      wrapped[wrapped.length - 20] ^= 1;
      wrapped[wrapped.length - 1] ^= 1;
      ours.init(Cipher.UNWRAP_MODE, KEY, wrap.getParameters());
      assertThrows(
          InvalidKeyException.class, () -> ours.unwrap(wrapped, "AES/none", Cipher.SECRET_KEY));
      assertThrows(IllegalStateException.class, () -> ours.doFinal(new byte[16]));
    }
  }

  @Test
  void makesItsOwnNonceAndTellsIt() throws Exception {
    Cipher cipher = ours("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, KEY);
    byte[] sealed = cipher.doFinal(message(5000));
    AlgorithmParameters parameters = cipher.getParameters();
    assertEquals(128, parameters.getParameterSpec(GCMParameterSpec.class).getTLen());
    assertArrayEquals(cipher.getIV(), parameters.getParameterSpec(GCMParameterSpec.class).getIV());
    Cipher decrypt = ours("AES/GCM/NoPadding");
    decrypt.init(Cipher.DECRYPT_MODE, KEY, parameters);
    assertArrayEquals(message(5000), decrypt.doFinal(sealed));
  }

  @Test
  void takesTheTagLengthOfEncodedParameters() throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("GCM");
    parameters.init(new GCMParameterSpec(96, new byte[12]));
    Cipher ours = ours("AES/GCM/NoPadding");
    ours.init(Cipher.ENCRYPT_MODE, KEY, parameters);
    Cipher theirs = TestQueue.oracle("AES/GCM/NoPadding");
    theirs.init(Cipher.ENCRYPT_MODE, KEY, parameters);
    assertArrayEquals(theirs.doFinal(message(5000)), ours.doFinal(message(5000)));
  }

  @Test
  void refusesKeysAndParametersInSunJcesWords() throws Exception {
    for (String transformation :
        new String[] {
          "AES/CBC/PKCS5Padding", "AES/GCM/NoPadding", "AES/ECB/NoPadding", "AES_256/CBC/NoPadding"
        }) {
      Cipher ours = ours(transformation);
      Cipher theirs = TestQueue.oracle(transformation);
      for (Key key :
          new Key[] {
            KEY,
            new SecretKeySpec(new byte[15], "AES"),
            new SecretKeySpec(new byte[16], "DES"),
            new ServiceTableTest.OpaqueKey("AES")
          }) {
        for (int mode = Cipher.ENCRYPT_MODE; mode <= Cipher.UNWRAP_MODE; mode++) {
          int m = mode;
          assertEquals(refusal(() -> theirs.init(m, key)), refusal(() -> ours.init(m, key)));
          GCMParameterSpec gcm = new GCMParameterSpec(96, new byte[16]);
          assertEquals(
              refusal(() -> theirs.init(m, key, gcm)), refusal(() -> ours.init(m, key, gcm)));
          assertEquals(
              refusal(() -> theirs.init(m, key, new javax.crypto.spec.IvParameterSpec(new byte[8])))
                  .toString(),
              refusal(() -> ours.init(m, key, new javax.crypto.spec.IvParameterSpec(new byte[8])))
                  .toString());
          assertEquals(
              refusal(() -> theirs.init(m, key, (AlgorithmParameters) null)),
              refusal(() -> ours.init(m, key, (AlgorithmParameters) null)));
        }
      }
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static String refusal(Action action) {
    try {
      action.run();
      return "accepted";
    } catch (Exception e) {
      // Parameters are named by identity in one message.
      return (e.getClass().getName() + ": " + e.getMessage()).replaceAll("@[0-9a-f]+", "@");
    }
  }
}
