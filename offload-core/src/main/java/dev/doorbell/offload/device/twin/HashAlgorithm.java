package dev.doorbell.offload.device.twin;

import org.jspecify.annotations.Nullable;

/**
 * The hash functions: their a_alg codes (ref 4.3), sizes, and names in the JDK, null where it has
 * none.
 */
enum HashAlgorithm {
  SHA_1(0x00, 0x10, 20, 64, "SHA-1"),
  SHA_256(0x01, 0x11, 32, 64, "SHA-256"),
  MD5(0x02, 0x12, 16, 64, "MD5"),
  SHA_224(0x03, 0x13, 28, 64, "SHA-224"),
  SHA_384(0x04, 0x14, 48, 128, "SHA-384"),
  SHA_512(0x05, 0x15, 64, 128, "SHA-512"),
  SHA_512_224(0x06, 0x16, 28, 128, "SHA-512/224"),
  SHA_512_256(0x07, 0x17, 32, 128, "SHA-512/256"),
  SM3(0x25, 0x26, 32, 64, null);

  private static final HashAlgorithm[] ALL = values();

  private final int plainCode;
  private final int hmacCode;
  final int digestBytes;
  final int blockBytes;
  final @Nullable String jdkName;

  HashAlgorithm(
      int plainCode, int hmacCode, int digestBytes, int blockBytes, @Nullable String jdkName) {
    this.plainCode = plainCode;
    this.hmacCode = hmacCode;
    this.digestBytes = digestBytes;
    this.blockBytes = blockBytes;
    this.jdkName = jdkName;
  }

  /** The one with this code, plain or in an HMAC; null for the AES MACs and unknown codes. */
  static @Nullable HashAlgorithm of(int code) {
    for (HashAlgorithm each : ALL) {
      if (each.plainCode == code || each.hmacCode == code) {
        return each;
      }
    }
    return null;
  }

  boolean isHmac(int code) {
    return code == hmacCode;
  }
}
