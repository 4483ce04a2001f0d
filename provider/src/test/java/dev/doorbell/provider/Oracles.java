package dev.doorbell.provider;

import dev.doorbell.offload.job.Operation;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What ours is compared with, where no cipher of a library's will do. */
final class Oracles {
  private Oracles() {}

  /** Bouncy Castle's provider object, which is installed nowhere. */
  static Provider bouncyCastle() throws GeneralSecurityException {
    return TestQueue.oracle("SM4/CBC/NoPadding").getProvider();
  }

  static MessageDigest digest(Operation operation) throws GeneralSecurityException {
    return digest(operation.name().replaceFirst("SHA_", "SHA-").replace('_', '/'));
  }

  /** SUN's, or Bouncy Castle's SM3. */
  static MessageDigest digest(String name) throws GeneralSecurityException {
    Provider sun = Security.getProvider("SUN");
    return MessageDigest.getInstance(
        name, sun.getService("MessageDigest", name) != null ? sun : bouncyCastle());
  }

  static Mac mac(Operation operation) throws GeneralSecurityException {
    return mac(
        "Hmac"
            + operation
                .name()
                .substring("HMAC_".length())
                .replaceFirst("SHA_", "SHA")
                .replace('_', '/'));
  }

  /** SunJCE's, or Bouncy Castle's HmacSM3. */
  static Mac mac(String name) throws GeneralSecurityException {
    Provider sunJce = Security.getProvider("SunJCE");
    return Mac.getInstance(
        name, sunJce != null && sunJce.getService("Mac", name) != null ? sunJce : bouncyCastle());
  }

  /**
   * IEEE 1619 word for word, a block at a time, bits and bytes as the standard numbers them: slow
   * and without anything in common with the software engine but AES itself.
   */
  static byte[] xts(boolean encrypt, byte[] key, byte[] number, byte[] in)
      throws GeneralSecurityException {
    Cipher data = TestQueue.oracle("AES/ECB/NoPadding");
    Cipher tweaks = TestQueue.oracle("AES/ECB/NoPadding");
    int half = key.length / 2;
    data.init(
        encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, 0, half, "AES"));
    tweaks.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, half, half, "AES"));
    byte[] tweak = tweaks.doFinal(number);
    byte[] out = new byte[in.length];
    int m = in.length / 16;
    int rest = in.length % 16;
    for (int j = 0; j < (rest == 0 ? m : m - 1); j++) {
      put(out, j, block(data, tweak, Arrays.copyOfRange(in, 16 * j, 16 * j + 16)));
      tweak = timesAlpha(tweak);
    }
    if (rest > 0) {
      byte[] next = timesAlpha(tweak);
      byte[] last = Arrays.copyOfRange(in, 16 * (m - 1), 16 * m);
      byte[] made = block(data, encrypt ? tweak : next, last);
      byte[] joined = made.clone();
      System.arraycopy(in, 16 * m, joined, 0, rest);
      System.arraycopy(made, 0, out, 16 * m, rest);
      put(out, m - 1, block(data, encrypt ? next : tweak, joined));
    }
    return out;
  }

  private static void put(byte[] out, int index, byte[] block) {
    System.arraycopy(block, 0, out, 16 * index, 16);
  }

  private static byte[] block(Cipher cipher, byte[] tweak, byte[] block)
      throws GeneralSecurityException {
    return xor(cipher.doFinal(xor(block, tweak)), tweak);
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] sum = new byte[16];
    for (int i = 0; i < 16; i++) {
      sum[i] = (byte) (a[i] ^ b[i]);
    }
    return sum;
  }

  private static byte[] timesAlpha(byte[] a) {
    byte[] product = new byte[16];
    for (int i = 0; i < 16; i++) {
      product[i] = (byte) (2 * (a[i] & 0xFF) + (i == 0 ? 0 : (a[i - 1] & 0xFF) / 128));
    }
    if ((a[15] & 0xFF) >= 128) {
      product[0] ^= (byte) 135;
    }
    return product;
  }
}
