package dev.doorbell.provider.cipher;

import dev.doorbell.offload.Offload;
import java.security.NoSuchAlgorithmException;
import javax.crypto.CipherSpi;
import javax.crypto.NoSuchPaddingException;

/** Makes the objects behind the provider's Cipher services. Any thread. */
public final class Ciphers {
  private Ciphers() {}

  /** Any mode and padding of {@code algorithm}'s; the JCA sets them afterwards, or leaves ECB with PKCS5Padding. */
  public static CipherSpi ofAlgorithm(Offload offload, String algorithm) {
    return new BlockCipherSpi(offload, algorithm);
  }

  /**
   * @param transformation {@code algorithm/mode/padding}
   * @throws NoSuchAlgorithmException when no software library has it: then nobody keeps its rules, and it is not offered
   */
  public static CipherSpi ofTransformation(Offload offload, String transformation)
      throws NoSuchAlgorithmException, NoSuchPaddingException {
    Transformation whole = Transformation.of(transformation);
    return whole.mode().equals("GCM") ? new GcmCipherSpi(offload, whole) : new BlockCipherSpi(offload, whole);
  }
}
