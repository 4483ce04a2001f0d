package dev.doorbell.provider.hash;

import dev.doorbell.offload.job.KeyMaterial;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** HMAC (RFC 2104) over a digest object, with the rules of SunJCE's. One thread. */
final class Hmac {
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest digest;

  /** The key, filled up with zeros, under the inner and the outer mask. */
  private final byte[] inner;

  private final byte[] outer;
  private boolean begun;

  Hmac(MessageDigest digest, int blockBytes) {
    this(digest, new byte[blockBytes], new byte[blockBytes], false);
  }

  private Hmac(MessageDigest digest, byte[] inner, byte[] outer, boolean begun) {
    this.digest = digest;
    this.inner = inner;
    this.outer = outer;
    this.begun = begun;
  }

  Hmac copy() throws CloneNotSupportedException {
    return new Hmac((MessageDigest) digest.clone(), inner.clone(), outer.clone(), begun);
  }

  int lengthBytes() {
    return digest.getDigestLength();
  }

  /** A key that is longer than a block is hashed first (section 3). */
  void init(Key key) throws InvalidKeyException {
    if (!(key instanceof SecretKey)) {
      throw new InvalidKeyException("Secret key expected");
    }
    byte[] secret = key.getEncoded();
    if (secret == null) {
      throw new InvalidKeyException("Missing key data");
    }
    reset();
    if (secret.length > inner.length) {
      byte[] hashed = digest.digest(secret);
      Arrays.fill(secret, (byte) 0);
      secret = hashed;
    }
    for (int i = 0; i < inner.length; i++) {
      byte b = i < secret.length ? secret[i] : 0;
      inner[i] = (byte) (b ^ INNER);
      outer[i] = (byte) (b ^ OUTER);
    }
    Arrays.fill(secret, (byte) 0);
  }

  /** The key for one job, a whole block of it: zeros at its end change nothing. */
  KeyMaterial key() {
    byte[] block = inner.clone();
    for (int i = 0; i < block.length; i++) {
      block[i] ^= INNER;
    }
    try {
      return KeyMaterial.copyOf(block);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      digest.update(inner);
    }
  }

  void update(byte one) {
    begin();
    digest.update(one);
  }

  void update(byte[] bytes, int offset, int length) {
    begin();
    digest.update(bytes, offset, length);
  }

  void update(ByteBuffer bytes) {
    begin();
    digest.update(bytes);
  }

  /** Ends the message; the next one begins with the same key. */
  byte[] end() {
    begin();
    begun = false;
    byte[] hash = digest.digest();
    digest.update(outer);
    digest.update(hash);
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException impossible) {
      throw new ProviderException(digest.getProvider() + " refuses its own length", impossible);
    }
    return hash;
  }

  void reset() {
    if (begun) {
      begun = false;
      digest.reset();
    }
  }
}
