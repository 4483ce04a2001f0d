package dev.doorbell.fallback.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.doorbell.fallback.TestBytes;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherLibrariesTest {
  private final CipherLibraries libraries = CipherLibraries.installed();

  /** Claims every AES transformation, and has a class for none. */
  private static final class Doorbell extends Provider {
    private static final long serialVersionUID = 1;

    Doorbell() {
      super("Doorbell", "1", "takes the first position");
      for (String name :
          new String[] {
            "AES",
            "AES/GCM/NoPadding",
            "AES/CBC/PKCS5Padding",
            "AES/CBC/NoPadding",
            "SM4/CBC/NoPadding"
          }) {
        put("Cipher." + name, "no.such.Class");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES",
        "AES/ECB/NoPadding",
        "AES/ECB/PKCS5Padding",
        "AES/CBC/NoPadding",
        "AES/CBC/PKCS5Padding",
        "AES/CTR/NoPadding",
        "AES/GCM/NoPadding",
        "AES_128/GCM/NoPadding",
        "AES_192/CBC/NoPadding",
        "AES_256/ECB/NoPadding",
        "2.16.840.1.101.3.4.1.6",
        "OID.2.16.840.1.101.3.4.1.46",
        "aes/cbc/pkcs5padding",
        "AES/CFB8/NoPadding",
        "AES/CBC/PKCS7Padding",
        "AES/ECB/pkcs7padding"
      })
  void aesIsTheJdks(String transformation) throws Exception {
    assertEquals("SunJCE", libraries.newCipher(transformation).getProvider().getName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SM4/CBC/PKCS5Padding",
        "SM4/CTR/NoPadding",
        "SM4/CBC/NoPadding",
        "SM4/ECB/PKCS7Padding",
        "SM4/GCM/NoPadding",
        "SM4",
        "AES/CCM/NoPadding"
      })
  void whatTheJdkLacksIsBouncyCastles(String transformation) throws Exception {
    assertEquals("BC", libraries.newCipher(transformation).getProvider().getName());
  }

  @Test
  void theSpellingPkcs7GivesTheSameBytes() throws Exception {
    byte[][] outputs = new byte[2][];
    String[] spellings = {"AES/CBC/PKCS5Padding", " AES / CBC / PKCS7Padding "};
    for (int i = 0; i < 2; i++) {
      Cipher cipher = libraries.newCipher(spellings[i]);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[16], "AES"),
          new IvParameterSpec(new byte[16]));
      outputs[i] = cipher.doFinal(TestBytes.random(37, 1));
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Nope", "AES/XYZ/NoPadding", "Doorbell/CBC/NoPadding"})
  void anUnknownAlgorithmIsNoSuchAlgorithm(String transformation) {
    assertThrows(NoSuchAlgorithmException.class, () -> libraries.newCipher(transformation));
  }

  @Test
  void nullIsNoSuchAlgorithmAsInTheJdk() {
    assertThrows(NoSuchAlgorithmException.class, () -> libraries.newCipher(null));
  }

  @Test
  void anUnknownPaddingIsNoSuchPadding() {
    assertThrows(NoSuchPaddingException.class, () -> libraries.newCipher("AES/CBC/FooPadding"));
  }

  @Test
  void everyCallBringsANewObject() throws Exception {
    Cipher first = libraries.newCipher("AES/CBC/NoPadding");
    first.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
    assertNull(libraries.newCipher("AES/CBC/NoPadding").getIV());
  }

  @Test
  void aProviderOfOursInFirstPositionIsNeverAsked() throws Exception {
    Security.insertProviderAt(new Doorbell(), 1);
    try {
      assertEquals("SunJCE", libraries.newCipher("AES/CBC/NoPadding").getProvider().getName());
      assertEquals("BC", libraries.newCipher("SM4/CBC/NoPadding").getProvider().getName());
      assertEquals(
          "SunJCE",
          CipherLibraries.installed().newCipher("AES/GCM/NoPadding").getProvider().getName());
    } finally {
      Security.removeProvider("Doorbell");
    }
  }

  @Test
  void ciphersGoOnWhenTheJdksProviderIsRemoved() throws Exception {
    Provider[] before = Security.getProviders();
    Security.removeProvider("SunJCE");
    try {
      assertEquals("SunJCE", libraries.newCipher("AES/GCM/NoPadding").getProvider().getName());
      assertEquals(
          "BC", CipherLibraries.installed().newCipher("AES/GCM/NoPadding").getProvider().getName());
    } finally {
      for (int i = 0; i < before.length; i++) {
        Security.insertProviderAt(before[i], i + 1);
      }
    }
    assertEquals("SunJCE", Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName());
  }

  @Test
  void bouncyCastleIsNotRegistered() throws Exception {
    libraries.newCipher("SM4/CBC/NoPadding");
    assertNull(Security.getProvider("BC"));
  }
}
