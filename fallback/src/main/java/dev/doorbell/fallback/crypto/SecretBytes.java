package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.Operation;

/** What the cipher families share. */
final class SecretBytes {
  /** Input per call of a cipher: see the package's doc. A multiple of the block size. */
  static final int PIECE_BYTES = 16 << 10;

  private SecretBytes() {}

  static boolean isSm4(Operation operation) {
    return operation == Operation.SM4_CBC || operation == Operation.SM4_CTR;
  }
}
