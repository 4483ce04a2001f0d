package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.job.Operation;

/**
 * SEC2's code values for what a cipher descriptor asks for (uacce.md 4.3), and the versions that
 * have it (4.2).
 */
enum SecCipher {
  AES_ECB(2, 0, 0, 2),
  AES_CBC(2, 1, 0, 2),
  AES_CFB(2, 2, 0, 3),
  AES_OFB(2, 3, 0, 3),
  AES_CTR(2, 4, 0, 3),
  AES_GCM(2, 6, 0, 2),
  AES_XTS(2, 7, 0, 2),
  AES_CBC_CS3(2, 9, 3, 3),
  SM4_CBC(3, 1, 0, 2),
  SM4_CTR(3, 4, 0, 3);

  private final int algorithm;
  private final int mode;
  private final int width;
  private final int firstVersion;

  SecCipher(int algorithm, int mode, int width, int firstVersion) {
    this.algorithm = algorithm;
    this.mode = mode;
    this.width = width;
    this.firstVersion = firstVersion;
  }

  int algorithm() {
    return algorithm;
  }

  int mode() {
    return mode;
  }

  /** Which of the three ciphertext-stealing variants; else 0. */
  int width() {
    return width;
  }

  boolean availableIn(int apiVersion) {
    return apiVersion >= firstVersion;
  }

  /** AES: 0, 1, 2 for 16, 24, 32 bytes; SM4 has one size and code 0. */
  int keyCode(int keyBytes) {
    return algorithm == 2 ? (keyBytes - 16) / 8 : 0;
  }

  /** Null where SEC2 has no such operation. */
  static SecCipher of(Operation operation) {
    return switch (operation) {
      case AES_ECB -> AES_ECB;
      case AES_CBC -> AES_CBC;
      case AES_CTR -> AES_CTR;
      case AES_GCM -> AES_GCM;
      case SM4_CBC -> SM4_CBC;
      case SM4_CTR -> SM4_CTR;
      default -> null;
    };
  }
}
