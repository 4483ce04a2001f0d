package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * One whole authenticated message. Encryption reads the plaintext and produces ciphertext followed
 * by the tag; decryption reads ciphertext followed by the tag and produces the plaintext, or
 * answers {@link Outcome.Rejected#BAD_TAG} and leaves the output as it was.
 *
 * @param key AES: 16, 24, 32 bytes; SM4: 16
 * @param iv the nonce; GCM: any positive length; CCM: 7 to 13 bytes (engines say by {@code accepts}
 *     which ones they can do)
 * @param aad additional data, may be empty
 * @param tagBytes 4 to 16; CCM: even
 * @param input decryption: at least {@code tagBytes}
 * @param output encryption: at least input + tagBytes; decryption: at least input − tagBytes
 */
public record AeadJob(
    Operation operation,
    Direction direction,
    KeyMaterial key,
    byte[] iv,
    MemorySegment aad,
    int tagBytes,
    MemorySegment input,
    MemorySegment output)
    implements Job {
  public AeadJob {
    if (operation.family() != Operation.Family.AEAD) {
      throw new IllegalArgumentException("operation=" + operation + ", allowed: the family AEAD");
    }
    if (iv.length == 0) {
      throw new IllegalArgumentException("iv.length=0 bytes, allowed: 1 or more");
    }
    if (tagBytes < 4 || tagBytes > 16) {
      throw new IllegalArgumentException("tagBytes=" + tagBytes + ", allowed: 4 to 16");
    }
    if (operation == Operation.AES_CCM || operation == Operation.SM4_CCM) {
      checkCcm(iv, tagBytes);
    }
    long n = input.byteSize();
    if (direction == Direction.DECRYPT && n < tagBytes) {
      throw new IllegalArgumentException(
          "input=" + n + " bytes, allowed: " + tagBytes + " (the tag) or more");
    }
    long produced = direction == Direction.ENCRYPT ? n + tagBytes : n - tagBytes;
    if (output.byteSize() < produced) {
      throw new IllegalArgumentException(
          "output=" + output.byteSize() + " bytes, allowed: " + produced + " or more");
    }
  }

  /** RFC 3610 section 2: the nonce leaves 2 to 8 bytes for the length; tags are even. */
  private static void checkCcm(byte[] iv, int tagBytes) {
    if (iv.length < 7 || iv.length > 13) {
      throw new IllegalArgumentException(
          "iv.length=" + iv.length + " bytes, allowed for CCM: 7 to 13");
    }
    if (tagBytes % 2 != 0) {
      throw new IllegalArgumentException(
          "tagBytes=" + tagBytes + ", allowed for CCM: 4, 6, 8, 10, 12, 14, 16");
    }
  }

  /** Bytes of plaintext, which is also the size of the ciphertext without its tag. */
  public long payloadBytes() {
    return direction == Direction.ENCRYPT ? input.byteSize() : input.byteSize() - tagBytes;
  }

  @Override
  public String toString() {
    return "AeadJob["
        + operation
        + " "
        + direction
        + " "
        + payloadBytes()
        + " bytes, aad "
        + aad.byteSize()
        + ", tag "
        + tagBytes
        + "]";
  }
}
