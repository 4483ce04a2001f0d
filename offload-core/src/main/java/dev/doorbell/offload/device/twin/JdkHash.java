package dev.doorbell.offload.device.twin;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A hash function out of the JDK. */
final class JdkHash implements Hash {
  /** Named: with a provider of ours in first place the twin must not get itself. */
  private static final String PROVIDER = "SUN";

  private final MessageDigest digest;

  JdkHash(String name) {
    try {
      digest = MessageDigest.getInstance(name, PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name + " is not to be had from " + PROVIDER, e);
    }
  }

  @Override
  public void update(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
  }

  @Override
  public void finish(byte[] to, int at) {
    try {
      digest.digest(to, at, to.length - at);
    } catch (DigestException e) {
      throw new IllegalStateException("no room for " + digest.getDigestLength() + " bytes", e);
    }
  }

  @Override
  public void reset() {
    digest.reset();
  }
}
