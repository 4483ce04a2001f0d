package dev.doorbell.offload.job;

import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * A secret key's bytes, copied once from the caller's {@code Key} and wiped by {@link #destroy()}.
 * Jobs refer to it; engines copy it into memory that the device may read as late as they can, and
 * wipe that copy.
 */
public final class KeyMaterial implements Destroyable {
  /** The longest: an HMAC key of one block of SHA-512. */
  private static final int MOST_BYTES = 128;

  private final byte[] bytes;
  private volatile boolean destroyed;

  private KeyMaterial(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies {@code key}; the caller keeps its own array and should wipe it.
   *
   * @param key 0 to 128 bytes; which of these an operation takes is the job's and the engine's to
   *     say
   * @throws IllegalArgumentException for a longer one
   */
  public static KeyMaterial copyOf(byte[] key) {
    if (key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "key.length=" + key.length + " bytes, allowed: 0 to " + MOST_BYTES);
    }
    return new KeyMaterial(key.clone());
  }

  public int lengthBytes() {
    return bytes.length;
  }

  /**
   * The bytes themselves, not a copy: for engines, which must not keep or change them.
   *
   * @throws IllegalStateException after {@link #destroy()}
   */
  public byte[] bytes() {
    if (destroyed) {
      throw new IllegalStateException("key was destroyed");
    }
    return bytes;
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return "KeyMaterial[" + bytes.length + " bytes" + (destroyed ? ", destroyed]" : "]");
  }
}
