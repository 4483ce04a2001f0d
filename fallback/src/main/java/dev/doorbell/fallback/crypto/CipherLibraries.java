package dev.doorbell.fallback.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Where ciphers and digests come from: the JDK's providers as they were found once, and a Bouncy
 * Castle provider object of our own. None is looked up by name again. Any thread.
 */
public final class CipherLibraries {
  // Thousands of service entries: made when the first job needs it, which with AES alone is never.
  private static final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }

  private final @Nullable Provider jdk;

  /** Has the JDK's digests. */
  private final @Nullable Provider sun;

  private CipherLibraries(@Nullable Provider jdk, @Nullable Provider sun) {
    this.jdk = jdk;
    this.sun = sun;
  }

  /** SunJCE and SUN if they are installed at this moment, and Bouncy Castle. */
  public static CipherLibraries installed() {
    return new CipherLibraries(Security.getProvider("SunJCE"), Security.getProvider("SUN"));
  }

  /** Bouncy Castle alone: a runtime without SunJCE. */
  public static CipherLibraries withoutJdk() {
    return new CipherLibraries(null, null);
  }

  /** Bouncy Castle's jar may have been left out by an application that needs none of it. */
  private static Provider bouncyCastleProvider() throws NoSuchAlgorithmException {
    try {
      return BouncyCastle.PROVIDER;
    } catch (LinkageError absent) {
      throw new NoSuchAlgorithmException("Bouncy Castle cannot be loaded: " + absent, absent);
    }
  }

  boolean hasJdk() {
    return jdk != null;
  }

  /**
   * As {@link Cipher#getInstance(String)}, from the JDK's provider or, where it has no such
   * transformation, from Bouncy Castle. AES with the padding spelled PKCS7 is the JDK's PKCS5,
   * which is the same for 16-byte blocks.
   *
   * @throws NoSuchAlgorithmException the JDK's own answer, where neither has it
   * @throws NoSuchPaddingException likewise
   */
  public Cipher newCipher(String transformation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    if (jdk == null) {
      return Cipher.getInstance(transformation, bouncyCastleProvider());
    }
    try {
      return Cipher.getInstance(jdkSpelling(transformation), jdk);
    } catch (NoSuchAlgorithmException | NoSuchPaddingException refusal) {
      try {
        return Cipher.getInstance(transformation, bouncyCastleProvider());
      } catch (NoSuchAlgorithmException | NoSuchPaddingException alsoRefused) {
        refusal.addSuppressed(alsoRefused);
        throw refusal;
      }
    }
  }

  private static String jdkSpelling(String transformation) {
    String[] parts = transformation == null ? new String[0] : transformation.split("/");
    boolean spelledPkcs7 =
        parts.length == 3
            && parts[0].strip().equalsIgnoreCase("AES")
            && parts[2].strip().equalsIgnoreCase("PKCS7Padding");
    return spelledPkcs7 ? "AES/" + parts[1] + "/PKCS5Padding" : transformation;
  }

  /** For the transformations that this package names itself, which are never missing. */
  Cipher own(String transformation) {
    try {
      return newCipher(transformation);
    } catch (NoSuchAlgorithmException | NoSuchPaddingException missing) {
      throw new IllegalStateException(
          "transformation=" + transformation + ", found in no library", missing);
    }
  }

  Cipher bouncyCastle(String transformation) {
    try {
      return Cipher.getInstance(transformation, bouncyCastleProvider());
    } catch (NoSuchAlgorithmException | NoSuchPaddingException missing) {
      throw new IllegalStateException(
          "transformation=" + transformation + ", not in Bouncy Castle", missing);
    }
  }

  MessageDigest newDigest(String algorithm) {
    boolean jdks = sun != null && sun.getService("MessageDigest", algorithm) != null;
    try {
      return MessageDigest.getInstance(algorithm, jdks ? sun : bouncyCastleProvider());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("digest=" + algorithm + ", found in no library", missing);
    }
  }
}
