package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import javax.crypto.SecretKey;

/**
 * Shows a job's key to a provider without a copy of its own: the provider gets the only one, and
 * the JDK's wipes it.
 */
final class JobKey implements SecretKey {
  private static final long serialVersionUID = 1;

  private final transient KeyMaterial material;
  private final String algorithm;

  /**
   * A key for AES or SM4, by the operation's name.
   *
   * @throws IllegalArgumentException for a length that the algorithm does not have
   */
  static JobKey of(Operation operation, KeyMaterial material) {
    boolean sm4 = operation.name().startsWith("SM4");
    int n = material.lengthBytes();
    if (n != 16 && (sm4 || (n != 24 && n != 32))) {
      throw new IllegalArgumentException(
          "key=" + n + " bytes, allowed for " + operation + ": " + (sm4 ? "16" : "16, 24, 32"));
    }
    return new JobKey(material, sm4 ? "SM4" : "AES");
  }

  JobKey(KeyMaterial material, String algorithm) {
    this.material = material;
    this.algorithm = algorithm;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    return material.bytes().clone();
  }

  @Override
  public String toString() {
    return "JobKey[" + algorithm + ", " + material.lengthBytes() + " bytes]";
  }
}
