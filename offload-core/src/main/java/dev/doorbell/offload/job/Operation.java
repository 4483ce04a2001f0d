package dev.doorbell.offload.job;

/**
 * The operations that an engine can be asked for: the unit of routing, of counting and of
 * known-answer tests.
 */
public enum Operation {
  AES_ECB(Family.CIPHER),
  AES_CBC(Family.CIPHER),
  /**
   * CBC with ciphertext stealing, the last two blocks always swapped (SP 800-38A addendum: CS3).
   */
  AES_CTS(Family.CIPHER),
  AES_CTR(Family.CIPHER),
  /** Feedback of whole blocks: CFB128. */
  AES_CFB(Family.CIPHER),
  /** Feedback of whole blocks: OFB128. */
  AES_OFB(Family.CIPHER),
  /** IEEE 1619; one job is one data unit. */
  AES_XTS(Family.CIPHER),
  AES_GCM(Family.AEAD),
  AES_CCM(Family.AEAD),
  SM4_ECB(Family.CIPHER),
  SM4_CBC(Family.CIPHER),
  SM4_CTR(Family.CIPHER),
  SM4_GCM(Family.AEAD),
  SM4_CCM(Family.AEAD),
  MD5(Family.DIGEST, 16),
  SHA_1(Family.DIGEST, 20),
  SHA_224(Family.DIGEST, 28),
  SHA_256(Family.DIGEST, 32),
  SHA_384(Family.DIGEST, 48),
  SHA_512(Family.DIGEST, 64),
  SHA_512_224(Family.DIGEST, 28),
  SHA_512_256(Family.DIGEST, 32),
  SM3(Family.DIGEST, 32),
  HMAC_MD5(Family.MAC, 16),
  HMAC_SHA_1(Family.MAC, 20),
  HMAC_SHA_224(Family.MAC, 28),
  HMAC_SHA_256(Family.MAC, 32),
  HMAC_SHA_384(Family.MAC, 48),
  HMAC_SHA_512(Family.MAC, 64),
  HMAC_SHA_512_224(Family.MAC, 28),
  HMAC_SHA_512_256(Family.MAC, 32),
  HMAC_SM3(Family.MAC, 32),
  DEFLATE_RAW(Family.DEFLATE),
  DEFLATE_ZLIB(Family.DEFLATE),
  DEFLATE_GZIP(Family.DEFLATE),
  INFLATE_RAW(Family.INFLATE),
  INFLATE_ZLIB(Family.INFLATE),
  INFLATE_GZIP(Family.INFLATE),
  ZSTD_COMPRESS(Family.ZSTD),
  ZSTD_DECOMPRESS(Family.ZSTD),
  /** The search for matches in one zstd block; zstd itself encodes what was found. */
  LZ77_ZSTD(Family.LZ77);

  /** Operations that share a job type. */
  public enum Family {
    CIPHER,
    AEAD,
    DIGEST,
    MAC,
    DEFLATE,
    INFLATE,
    ZSTD,
    LZ77
  }

  private final Family family;
  private final int digestBytes;

  Operation(Family family) {
    this(family, 0);
  }

  Operation(Family family, int digestBytes) {
    this.family = family;
    this.digestBytes = digestBytes;
  }

  public Family family() {
    return family;
  }

  /** The size of the result of a DIGEST or MAC operation, in bytes; 0 for the other families. */
  public int digestBytes() {
    return digestBytes;
  }
}
