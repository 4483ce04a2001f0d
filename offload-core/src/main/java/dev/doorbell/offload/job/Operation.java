package dev.doorbell.offload.job;

/**
 * The operations that an engine can be asked for: the unit of routing, of counting and of
 * known-answer tests.
 */
public enum Operation {
  AES_ECB(Family.CIPHER),
  AES_CBC(Family.CIPHER),
  AES_CTR(Family.CIPHER),
  AES_GCM(Family.AEAD),
  SM4_CBC(Family.CIPHER),
  SM4_CTR(Family.CIPHER),
  DEFLATE_RAW(Family.DEFLATE),
  DEFLATE_ZLIB(Family.DEFLATE),
  DEFLATE_GZIP(Family.DEFLATE),
  INFLATE_RAW(Family.INFLATE),
  INFLATE_ZLIB(Family.INFLATE),
  INFLATE_GZIP(Family.INFLATE),
  ZSTD_COMPRESS(Family.ZSTD),
  ZSTD_DECOMPRESS(Family.ZSTD);

  /** Operations that share a job type. */
  public enum Family {
    CIPHER,
    AEAD,
    DEFLATE,
    INFLATE,
    ZSTD
  }

  private final Family family;

  Operation(Family family) {
    this.family = family;
  }

  public Family family() {
    return family;
  }
}
