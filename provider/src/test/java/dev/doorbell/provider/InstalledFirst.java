package dev.doorbell.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.SealedObject;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An application with this provider in the first position, to be run in a JVM of its own: the list
 * of providers is global. Each argument is a step; prints one line for each, and ends with a stack
 * trace and a non-zero status at the first that fails.
 */
final class InstalledFirst {
  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "AES");

  private InstalledFirst() {}

  public static void main(String[] steps) throws Exception {
    for (String step : steps) {
      String[] part = step.split("=", 2);
      switch (part[0]) {
        case "install" -> Security.insertProviderAt(new DoorbellProvider(), 1);
        case "remove" -> Security.removeProvider(part[1]);
        case "only" -> only(part[1]);
        case "provider" ->
            System.out.println(
                part[1] + " from " + Cipher.getInstance(part[1]).getProvider().getName());
        case "roundTrips" -> roundTrips();
        case "keyStore" -> keyStore();
        case "everyday" -> everyday();
        case "differential" -> BlockModesGenerativeTest.runAll(part[1], System.nanoTime());
        default -> throw new IllegalArgumentException("step=" + step);
      }
      System.out.println(part[0] + " done");
    }
  }

  /** All providers but the named ones go. */
  private static void only(String names) {
    for (Provider provider : Security.getProviders()) {
      if (!Arrays.asList(names.split(",")).contains(provider.getName())) {
        Security.removeProvider(provider.getName());
      }
    }
  }

  private static void roundTrips() throws Exception {
    String[] transformations = {
      "AES",
      "AES/ECB/NoPadding",
      "AES/CBC/PKCS5Padding",
      "AES/CTR/NoPadding",
      "AES/GCM/NoPadding",
      "SM4/CBC/PKCS5Padding",
      "SM4/CTR/NoPadding"
    };
    byte[] message = new byte[200_000];
    new Random(1).nextBytes(message);
    for (String transformation : transformations) {
      Cipher cipher = Cipher.getInstance(transformation);
      for (int mode = Cipher.ENCRYPT_MODE; mode <= Cipher.DECRYPT_MODE; mode++) {
        if (transformation.equals("AES") || transformation.contains("ECB")) {
          cipher.init(mode, KEY);
        } else if (transformation.contains("GCM")) {
          cipher.init(mode, KEY, new GCMParameterSpec(128, new byte[12]));
        } else {
          SecretKeySpec key =
              transformation.startsWith("SM4") ? new SecretKeySpec(new byte[16], "SM4") : KEY;
          cipher.init(mode, key, new IvParameterSpec(new byte[16]));
        }
        if (!cipher.getProvider().getName().equals("Doorbell")) {
          throw new IllegalStateException(
              transformation + " comes from " + cipher.getProvider().getName());
        }
        byte[] changed = cipher.doFinal(message);
        if (Arrays.equals(changed, message)) {
          throw new IllegalStateException(transformation + " does nothing");
        }
        message = changed;
      }
      byte[] expected = new byte[200_000];
      new Random(1).nextBytes(expected);
      if (!Arrays.equals(expected, message)) {
        throw new IllegalStateException(transformation + " does not come back");
      }
    }
  }

  private static void keyStore() throws Exception {
    char[] password = "correct horse".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    KeyStore.SecretKeyEntry entry =
        new KeyStore.SecretKeyEntry(
            new SecretKeySpec("battery staple!!".getBytes(US_ASCII), "AES"));
    store.setEntry("key", entry, new KeyStore.PasswordProtection(password));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, password);
    KeyStore again = KeyStore.getInstance("PKCS12");
    again.load(new ByteArrayInputStream(file.toByteArray()), password);
    if (!again.getKey("key", password).equals(entry.getSecretKey())) {
      throw new IllegalStateException("the key does not come back");
    }
  }

  /** What applications do with ciphers, MACs and digests without saying whose. */
  private static void everyday() throws Exception {
    PBEKeySpec password = new PBEKeySpec("passwd".toCharArray(), "salt".getBytes(US_ASCII), 1, 512);
    byte[] derived =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(password).getEncoded();
    // RFC 7914, section 11.
    expect(
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        HexFormat.of().formatHex(derived));

    KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
    pairs.initialize(2048);
    KeyPair pair = pairs.generateKeyPair();
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(derived);
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(derived);
    expect(true, signature.verify(signed));

    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, KEY);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(file)) {
      objects.writeObject(new SealedObject("a sealed text", cipher));
    }
    ByteArrayInputStream bytes = new ByteArrayInputStream(file.toByteArray());
    expect(
        "a sealed text", ((SealedObject) new ObjectInputStream(bytes).readObject()).getObject(KEY));

    cipher.init(Cipher.ENCRYPT_MODE, KEY);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    try (CipherOutputStream out = new CipherOutputStream(sealed, cipher)) {
      out.write(new byte[100_000]);
    }
    cipher.init(Cipher.DECRYPT_MODE, KEY, cipher.getParameters());
    try (CipherInputStream in =
        new CipherInputStream(new ByteArrayInputStream(sealed.toByteArray()), cipher)) {
      expect(100_000, in.readAllBytes().length);
    }
  }

  private static void expect(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new IllegalStateException("actual=" + actual + ", expected: " + expected);
    }
  }
}
