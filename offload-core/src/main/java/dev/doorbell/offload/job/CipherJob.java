package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * A block cipher in ECB, CBC or CTR, without padding. {@code Done} produces exactly as many bytes
 * as the input has.
 *
 * @param operation one of the family CIPHER
 * @param iv 16 bytes: CBC's chaining value, CTR's first counter block (big-endian, all 128 bits
 *     count); for ECB an empty array. The caller does not change it until the call returns; the
 *     value for the next job is the caller's to compute
 * @param input at least 1 byte; ECB and CBC: a multiple of 16
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
    boolean ecb = operation == Operation.AES_ECB;
    if (iv.length != (ecb ? 0 : 16)) {
      throw new IllegalArgumentException(
          "iv.length=" + iv.length + " bytes, allowed for " + operation + ": " + (ecb ? 0 : 16));
    }
    boolean blocks = operation != Operation.AES_CTR && operation != Operation.SM4_CTR;
    long n = input.byteSize();
    if (n == 0 || (blocks && (n & 15) != 0)) {
      throw new IllegalArgumentException(
          "input="
              + n
              + " bytes, allowed for "
              + operation
              + ": "
              + (blocks ? "a positive multiple of 16" : "1 or more"));
    }
    if (output.byteSize() < n) {
      throw new IllegalArgumentException(
          "output=" + output.byteSize() + " bytes, allowed: " + n + " or more");
    }
  }

  @Override
  public String toString() {
    return "CipherJob[" + operation + " " + direction + " " + input.byteSize() + " bytes]";
  }
}
