package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.job.Operation;
import org.jspecify.annotations.Nullable;

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
  AES_CCM(2, 5, 0, 2),
  AES_GCM(2, 6, 0, 2),
  AES_XTS(2, 7, 0, 2),
  AES_CBC_CS3(2, 9, 3, 3),
  SM4_ECB(3, 0, 0, 2),
  SM4_CBC(3, 1, 0, 2),
  SM4_CTR(3, 4, 0, 3),
  SM4_CCM(3, 5, 0, 3),
  SM4_GCM(3, 6, 0, 3);

  private static final int AES = 2;

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

  /**
   * The code for a key of {@code keyBytes}, or −1 where SEC2 does not take that size. AES: 0, 1, 2
   * for 16, 24, 32 bytes; XTS: the code of one half, and none for halves of 24 bytes (uacce.md
   * 4.10); SM4: 0 for its only size.
   */
  int keyCode(int keyBytes) {
    if (this == AES_XTS) {
      return keyBytes == 32 ? 0 : keyBytes == 64 ? 2 : -1;
    }
    return switch (keyBytes) {
      case 16 -> 0;
      case 24 -> algorithm == AES ? 1 : -1;
      case 32 -> algorithm == AES ? 2 : -1;
      default -> -1;
    };
  }

  /** Null where SEC2 has no such operation. */
  static @Nullable SecCipher of(Operation operation) {
    return switch (operation) {
      case AES_ECB -> AES_ECB;
      case AES_CBC -> AES_CBC;
      case AES_CTS -> AES_CBC_CS3;
      case AES_CTR -> AES_CTR;
      case AES_CFB -> AES_CFB;
      case AES_OFB -> AES_OFB;
      case AES_XTS -> AES_XTS;
      case AES_GCM -> AES_GCM;
      case AES_CCM -> AES_CCM;
      case SM4_ECB -> SM4_ECB;
      case SM4_CBC -> SM4_CBC;
      case SM4_CTR -> SM4_CTR;
      case SM4_GCM -> SM4_GCM;
      case SM4_CCM -> SM4_CCM;
      default -> null;
    };
  }
}
