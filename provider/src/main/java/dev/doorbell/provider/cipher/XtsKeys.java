package dev.doorbell.provider.cipher;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What XTS demands of its own keys, and what becomes of those that it unwraps. */
final class XtsKeys {
  private XtsKeys() {}

  /**
   * @throws InvalidKeyException for null
   */
  static Key given(@Nullable Key key) throws InvalidKeyException {
    if (key == null) {
      throw new InvalidKeyException("No key given");
    }
    return key;
  }

  /**
   * The key's length in bytes, in the order of SunJCE's checks.
   *
   * @throws InvalidKeyException for a key that is not AES's, not raw, not of 32 or 64 bytes, or
   *     whose halves are equal: the two would cancel each other out
   */
  static int check(Key key) throws InvalidKeyException {
    if (!"RAW".equalsIgnoreCase(key.getFormat())) {
      throw new InvalidKeyException("Wrong format: RAW bytes needed");
    }
    byte[] bytes = key.getEncoded();
    if (bytes == null) {
      throw new InvalidKeyException("RAW key bytes missing");
    }
    byte[] first = Arrays.copyOf(bytes, bytes.length / 2);
    byte[] second = Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length);
    try {
      String algorithm = key.getAlgorithm();
      if (!"AES".equalsIgnoreCase(algorithm) && !"Rijndael".equalsIgnoreCase(algorithm)) {
        throw new InvalidKeyException("Wrong algorithm: AES or Rijndael required");
      }
      if (bytes.length != 32 && bytes.length != 64) {
        throw new InvalidKeyException(
            "Invalid AES/XTS key length: " + bytes.length + " bytes, allowed: 32, 64");
      }
      if (MessageDigest.isEqual(first, second)) {
        throw new InvalidKeyException(
            "key=two equal halves, allowed: a data key and a tweak key that differ");
      }
      return bytes.length;
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(first, (byte) 0);
      Arrays.fill(second, (byte) 0);
    }
  }

  static Key unwrapped(byte[] encoded, String algorithm, int type)
      throws InvalidKeyException, NoSuchAlgorithmException {
    try {
      return switch (type) {
        case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
        case Cipher.PRIVATE_KEY ->
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        case Cipher.PUBLIC_KEY ->
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        default ->
            throw new InvalidKeyException(
                "wrappedKeyType=" + type + ", allowed: SECRET_KEY, PRIVATE_KEY, PUBLIC_KEY");
      };
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException("Cannot construct " + algorithm + " key", e);
    }
  }
}
