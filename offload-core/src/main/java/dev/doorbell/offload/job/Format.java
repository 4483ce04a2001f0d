package dev.doorbell.offload.job;

/** What surrounds the deflate blocks: nothing (RFC 1951), zlib (RFC 1950) or gzip (RFC 1952). */
public enum Format {
  RAW,
  ZLIB,
  GZIP
}
