package dev.doorbell.provider;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
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
            new SecretKeySpec("battery staple!!".getBytes(StandardCharsets.US_ASCII), "AES"));
    store.setEntry("key", entry, new KeyStore.PasswordProtection(password));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, password);
    KeyStore again = KeyStore.getInstance("PKCS12");
    again.load(new ByteArrayInputStream(file.toByteArray()), password);
    if (!again.getKey("key", password).equals(entry.getSecretKey())) {
      throw new IllegalStateException("the key does not come back");
    }
  }
}
