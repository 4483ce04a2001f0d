package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.job.Operation;

/** SEC2's code values (a_alg) for digests and HMACs (uacce.md 4.3). */
final class SecHash {
  private SecHash() {}

  /** The code, or −1 where SEC2 has no such operation. */
  static int code(Operation operation) {
    return switch (operation) {
      case SHA_1 -> 0x00;
      case SHA_256 -> 0x01;
      case MD5 -> 0x02;
      case SHA_224 -> 0x03;
      case SHA_384 -> 0x04;
      case SHA_512 -> 0x05;
      case SHA_512_224 -> 0x06;
      case SHA_512_256 -> 0x07;
      case SM3 -> 0x25;
      case HMAC_SHA_1 -> 0x10;
      case HMAC_SHA_256 -> 0x11;
      case HMAC_MD5 -> 0x12;
      case HMAC_SHA_224 -> 0x13;
      case HMAC_SHA_384 -> 0x14;
      case HMAC_SHA_512 -> 0x15;
      case HMAC_SHA_512_224 -> 0x16;
      case HMAC_SHA_512_256 -> 0x17;
      case HMAC_SM3 -> 0x26;
      default -> -1;
    };
  }
}
