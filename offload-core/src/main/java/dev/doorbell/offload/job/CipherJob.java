package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * A block cipher in a mode that only conceals, without padding. {@code Done} produces exactly as
 * many bytes as the input has.
 *
 * @param operation one of the family CIPHER
 * @param key AES: 16, 24, 32 bytes; SM4: 16; AES_XTS: both halves, 32 or 64
 * @param iv 16 bytes: the chaining value of CBC, CTS, CFB and OFB; CTR's first counter block
 *     (big-endian, all 128 bits count); XTS's tweak before its encryption; for ECB an empty array.
 *     The caller does not change it until the call returns; the value for the next job is the
 *     caller's to compute
 * @param input ECB and CBC: a positive multiple of 16; CTS: 17 or more; XTS: 16 or more, one whole
 *     data unit; else 1 or more
 * @param output at least as large as the input
 */
public record CipherJob(
    Operation operation,
    Direction direction,
    KeyMaterial key,
    byte[] iv,
    MemorySegment input,
    MemorySegment output)
    implements Job {
  public CipherJob {
    if (operation.family() != Operation.Family.CIPHER) {
      throw new IllegalArgumentException("operation=" + operation + ", allowed: the family CIPHER");
    }
    int ivBytes = ivBytes(operation);
    if (iv.length != ivBytes) {
      throw new IllegalArgumentException(
          "iv.length=" + iv.length + " bytes, allowed for " + operation + ": " + ivBytes);
    }
    long n = input.byteSize();
    boolean blocks = wholeBlocks(operation);
    if (n < leastBytes(operation) || (blocks && (n & 15) != 0)) {
      throw new IllegalArgumentException(
          "input="
              + n
              + " bytes, allowed for "
              + operation
              + ": "
              + (blocks ? "a positive multiple of 16" : leastBytes(operation) + " or more"));
    }
    if (output.byteSize() < n) {
      throw new IllegalArgumentException(
          "output=" + output.byteSize() + " bytes, allowed: " + n + " or more");
    }
  }

  private static int ivBytes(Operation operation) {
    return switch (operation) {
      case AES_ECB, SM4_ECB -> 0;
      default -> 16;
    };
  }

  private static boolean wholeBlocks(Operation operation) {
    return switch (operation) {
      case AES_ECB, AES_CBC, SM4_ECB, SM4_CBC -> true;
      default -> false;
    };
  }

  private static int leastBytes(Operation operation) {
    return switch (operation) {
      case AES_ECB, AES_CBC, SM4_ECB, SM4_CBC, AES_XTS -> 16;
      case AES_CTS -> 17;
      default -> 1;
    };
  }

  @Override
  public String toString() {
    return "CipherJob[" + operation + " " + direction + " " + input.byteSize() + " bytes]";
  }
}
