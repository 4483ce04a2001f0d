package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * A SEC2 descriptor of one hardware version: which field lies where. Every method adds its fields
 * to 128 bytes that were zero at first, at offset {@code at} of {@code m}; the tag is the queue's
 * to add. Lengths are in bytes, addresses the process's own.
 */
sealed interface SecBd permits SecBd2, SecBd3 {
  /**
   * @param apiVersion 2: BD2; later: BD3 (uacce.md 4.1)
   */
  static SecBd of(int apiVersion) {
    return apiVersion > 2 ? new SecBd3() : new SecBd2();
  }

  TagField tagField();

  /** A job with a cipher: what to do with how many bytes of payload (uacce.md 4.6). */
  void cipher(
      MemorySegment m, long at, SecCipher cipher, boolean encrypt, int keyCode, int payloadBytes);

  void cipherAddresses(MemorySegment m, long at, long key, long iv, long source, long destination);

  /** Makes a cipher job an AEAD job (uacce.md 4.8). */
  void aead(
      MemorySegment m, long at, boolean encrypt, int aadBytes, int payloadBytes, int tagBytes);

  void aeadAddresses(MemorySegment m, long at, long authKey, long authIv, long mac);

  /**
   * A one-shot digest or HMAC (uacce.md 4.7).
   *
   * @param code of {@link SecHash}
   * @param keyBytes a multiple of 4; 0 for a plain digest
   * @param digestBytes a multiple of 4
   */
  void hash(MemorySegment m, long at, int code, int keyBytes, int digestBytes, int lengthBytes);

  /**
   * @param key 0 for a plain digest
   */
  void hashAddresses(MemorySegment m, long at, long key, long source, long mac);
}
