package dev.doorbell.offload.device.twin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hash functions: their a_alg codes (ref 4.3), sizes, and who computes them. Whole messages go
 * to the JDK where it has the function; the state of a stream, which it does not give away, needs
 * one of our own.
 */
enum HashAlgorithm {
  SHA_1(0x00, 0x10, 20, 20, 64, "SHA-1", Sha1::new),
  SHA_256(0x01, 0x11, 32, 32, 64, "SHA-256", () -> new Sha256(32)),
  MD5(0x02, 0x12, 16, 16, 64, "MD5", Md5::new),
  SHA_224(0x03, 0x13, 28, 32, 64, "SHA-224", () -> new Sha256(28)),
  SHA_384(0x04, 0x14, 48, 64, 128, "SHA-384", Sha512::sha384),
  SHA_512(0x05, 0x15, 64, 64, 128, "SHA-512", Sha512::sha512),
  SHA_512_224(0x06, 0x16, 28, 64, 128, "SHA-512/224", () -> Sha512.truncated(28)),
  SHA_512_256(0x07, 0x17, 32, 64, 128, "SHA-512/256", () -> Sha512.truncated(32)),
  SM3(0x25, 0x26, 32, 32, 64, null, Sm3::new);

  private static final HashAlgorithm[] ALL = values();

  private final int plainCode;
  private final int hmacCode;
  final int digestBytes;

  /** What a stream's pieces hand on (ref 4.7). */
  final int stateBytes;

  final int blockBytes;
  private final @Nullable String jdkName;
  private final Supplier<ChainedHash> own;

  HashAlgorithm(
      int plainCode,
      int hmacCode,
      int digestBytes,
      int stateBytes,
      int blockBytes,
      @Nullable String jdkName,
      Supplier<ChainedHash> own) {
    this.plainCode = plainCode;
    this.hmacCode = hmacCode;
    this.digestBytes = digestBytes;
    this.stateBytes = stateBytes;
    this.blockBytes = blockBytes;
    this.jdkName = jdkName;
    this.own = own;
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

  /** For whole messages. */
  Hash newHash() {
    return jdkName == null ? own.get() : new JdkHash(jdkName);
  }

  /** For pieces. */
  ChainedHash newChainedHash() {
    return own.get();
  }
}
