package dev.doorbell.offload.device.twin;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A JDK cipher without padding for both directions, initialised anew only when the key changes, so
 * that a job allocates nothing.
 */
final class AesCipher {
  private static final String PROVIDER = "SunJCE";

  private final String transformation;
  private final Side encrypt = new Side();
  private final Side decrypt = new Side();

  /** One direction: the cipher, and the key in it. */
  private static final class Side {
    Cipher cipher;
    final byte[] key = new byte[32];
    int keyLength;
  }

  AesCipher(String transformation) {
    this.transformation = transformation;
  }

  /**
   * The cipher of one direction with this key.
   *
   * @param iv what a newly initialised cipher starts from; null for modes without
   * @return whether it was initialised
   */
  boolean use(boolean encrypting, byte[] key, int keyLength, byte[] iv) {
    Side side = encrypting ? encrypt : decrypt;
    if (side.keyLength == keyLength && Arrays.equals(side.key, 0, keyLength, key, 0, keyLength)) {
      return false;
    }
    try {
      if (side.cipher == null) {
        // Named: with a provider of ours in first place the twin must not get itself.
        side.cipher = Cipher.getInstance(transformation, PROVIDER);
      }
      SecretKeySpec spec = new SecretKeySpec(key, 0, keyLength, "AES");
      int mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
      if (iv == null) {
        side.cipher.init(mode, spec);
      } else {
        side.cipher.init(mode, spec, new IvParameterSpec(iv, 0, 16));
      }
      System.arraycopy(key, 0, side.key, 0, keyLength);
      side.keyLength = keyLength;
      return true;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(transformation + " is not to be had from " + PROVIDER, e);
    }
  }

  /** Whole blocks from one array to another; the cipher's chain goes on. */
  void update(boolean encrypting, byte[] in, int offset, int length, byte[] out, int outOffset) {
    try {
      (encrypting ? encrypt : decrypt).cipher.update(in, offset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(transformation + " failed for length=" + length, e);
    }
  }

  void close() {
    Arrays.fill(encrypt.key, (byte) 0);
    Arrays.fill(decrypt.key, (byte) 0);
    encrypt.cipher = null;
    decrypt.cipher = null;
    encrypt.keyLength = 0;
    decrypt.keyLength = 0;
  }
}
