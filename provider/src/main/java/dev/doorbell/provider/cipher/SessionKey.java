package dev.doorbell.provider.cipher;

import dev.doorbell.offload.job.KeyMaterial;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of the latest initialisation, for jobs. Its bytes are copied when the first job needs
 * them; only a key whose bytes may change or vanish is copied at once, because the software cipher,
 * too, has taken its bytes at initialisation.
 */
final class SessionKey {
  private final String algorithm;
  private @Nullable Key source;
  private @Nullable KeyMaterial material;

  SessionKey(String algorithm) {
    this.algorithm = algorithm;
  }

  /** Takes the place of the key before it, whose bytes are wiped. */
  void replace(Key key) {
    destroy();
    source = key;
    if (key.getClass() != SecretKeySpec.class) {
      material();
    }
  }

  /**
   * The bytes for jobs, or null where they cannot be had (any longer): such a key stays in
   * software.
   */
  @Nullable KeyMaterial material() {
    if (material == null && source != null) {
      material = copy(source);
      source = null;
    }
    return material;
  }

  /**
   * The bytes for a job that was planned because {@link #material()} has them.
   *
   * @throws IllegalStateException where they cannot be had
   */
  KeyMaterial knownMaterial() {
    KeyMaterial known = material();
    if (known == null) {
      throw new IllegalStateException(
          "key bytes=none, allowed for a job: those of an " + algorithm + " key");
    }
    return known;
  }

  private static @Nullable KeyMaterial copy(Key key) {
    byte[] bytes = null;
    try {
      bytes = key.getEncoded();
      return bytes == null ? null : KeyMaterial.copyOf(bytes);
    } catch (IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException unusable) {
      // Destroyed meanwhile, or of a length that the software cipher knows how to judge.
      return null;
    } finally {
      if (bytes != null) {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  /** The same key for the software cipher; its bytes are this object's and go with it. */
  SecretKey forSoftware() {
    return new MaterialKey(algorithm, knownMaterial());
  }

  void destroy() {
    source = null;
    if (material != null) {
      material.destroy();
      material = null;
    }
  }

  /** Never leaves this package except to the software cipher, which copies the bytes. */
  private static final class MaterialKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient KeyMaterial material;

    MaterialKey(String algorithm, KeyMaterial material) {
      this.algorithm = algorithm;
      this.material = material;
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
  }
}
