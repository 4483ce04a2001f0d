package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.KeyMaterial;
import javax.crypto.SecretKey;

/**
 * Shows a job's key to a provider without a copy of its own: the provider gets the only one, and
 * the JDK's wipes it.
 */
final class JobKey implements SecretKey {
  private static final long serialVersionUID = 1;

  private final transient KeyMaterial material;
  private final String algorithm;

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
