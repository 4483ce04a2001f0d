package dev.doorbell.examples;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * How a stream becomes AES/GCM messages that can be opened one by one: frames of up to {@link
 * #FRAME_BYTES} of plaintext, each with a nonce of its own (a random prefix and the frame's number)
 * and, as associated data, its number and whether it is the last. So a frame that is lost, moved or
 * cut off at the end does not go unnoticed.
 *
 * <pre>
 *  8 bytes nonce prefix, then for each frame:
 *  4 bytes  length of the plaintext, big-endian; the top bit is set in the last frame
 *  n bytes  ciphertext
 *  16 bytes tag
 * </pre>
 *
 * <p>The number has 32 bits: one key and prefix seal at most 2^32 frames.
 */
final class SealedFrames {
  static final int FRAME_BYTES = 64 << 10;
  static final int TAG_BYTES = 16;
  static final int PREFIX_BYTES = 8;
  static final int LAST = 1 << 31;

  private SealedFrames() {}

  static byte[] newPrefix() {
    byte[] prefix = new byte[PREFIX_BYTES];
    new SecureRandom().nextBytes(prefix);
    return prefix;
  }

  /** Readies {@code cipher} for one frame. */
  static void init(Cipher cipher, int mode, SecretKey key, byte[] prefix, long number, boolean last)
      throws GeneralSecurityException {
    if (number > 0xFFFF_FFFFL) {
      throw new GeneralSecurityException("frame=" + number + ", allowed: 0 to " + 0xFFFF_FFFFL);
    }
    byte[] nonce = ByteBuffer.allocate(12).put(prefix).putInt((int) number).array();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(ByteBuffer.allocate(9).putLong(number).put((byte) (last ? 1 : 0)).flip());
  }
}
