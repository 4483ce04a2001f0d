package dev.doorbell.dropin;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A program that has never heard of Doorbell: nothing here names a class of ours. Prints which
 * provider served it, and ends with a non-zero status where a byte is wrong.
 */
public final class DropInProgram {
  private static final int MESSAGE_BYTES = 300_000;

  private DropInProgram() {}

  public static void main(String[] args) throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    SecretKey key = generator.generateKey();
    byte[] message = new byte[MESSAGE_BYTES];
    new Random(7).nextBytes(message);
    for (int round = 0; round < 20; round++) {
      byte[] nonce = new byte[12];
      nonce[0] = (byte) round;
      Cipher seal = Cipher.getInstance("AES/GCM/NoPadding");
      seal.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      byte[] sealed = seal.doFinal(message);
      Cipher open = Cipher.getInstance("AES/GCM/NoPadding");
      open.init(Cipher.DECRYPT_MODE, key, seal.getParameters());
      if (!Arrays.equals(message, open.doFinal(sealed))) {
        throw new IllegalStateException("round=" + round + ": another message came back");
      }
      if (round == 0) {
        System.out.println("sealed by " + seal.getProvider().getName());
      }
    }
    System.out.println("digest by " + MessageDigest.getInstance("SHA-256").getProvider().getName());
    System.out.println("all right");
  }
}
