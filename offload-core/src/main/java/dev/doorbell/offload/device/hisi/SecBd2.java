package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * The SEC2 descriptor of hardware version 2: 128 bytes (uacce.md 4.4). Only the fields that cipher
 * and GCM jobs use; the others are zero.
 *
 * <pre>
 *   0 type 0-3, cipher 4-5          1 seq 0, de 1-2, scene 3-7
 *  12 tag length 0-5, width 6-8, key length 9-11, mode 12-15    14 algorithm
 *  16 auth length   20 cipher length   26 cipher source offset   40 tag
 *  56 auth IV   64 auth key   72 mac   80 IV   88 key   96 source   104 destination
 * 112 done 0, icv 1-3, flag 7-10 (out)   114 error (out)
 * </pre>
 */
final class SecBd2 {
  private static final int TYPE = 2;
  private static final int SCENE_ONE_SHOT = 1;
  private static final int SEPARATE_DESTINATION = 1;

  private SecBd2() {}

  /** Writes a cipher job over 128 zeroed bytes, all but the tag. */
  static void writeCipher(
      MemorySegment m,
      long at,
      SecCipher cipher,
      boolean encrypt,
      int keyCode,
      long key,
      long iv,
      long source,
      long destination,
      int lengthBytes) {
    Le.u32(m, at, TYPE | (encrypt ? 1 : 2) << 4 | SEPARATE_DESTINATION << 9 | SCENE_ONE_SHOT << 11);
    Le.u32(
        m,
        at + 12,
        cipher.width() << 6 | keyCode << 9 | cipher.mode() << 12 | cipher.algorithm() << 16);
    Le.u32(m, at + 20, lengthBytes);
    Le.u64(m, at + 80, iv);
    Le.u64(m, at + 88, key);
    Le.u64(m, at + 96, source);
    Le.u64(m, at + 104, destination);
  }

  /** Makes a cipher job whose length is the payload's an AEAD job (uacce.md 4.8). */
  static void addAead(
      MemorySegment m,
      long at,
      boolean encrypt,
      int aadBytes,
      int tagBytes,
      long authKey,
      long authIv,
      long mac) {
    Le.u32(m, at, Le.u32(m, at) | (encrypt ? 0 : 1) << 8);
    Le.u32(m, at + 12, Le.u32(m, at + 12) | tagBytes);
    Le.u32(m, at + 16, aadBytes);
    Le.u16(m, at + 26, aadBytes);
    Le.u64(m, at + 56, authIv);
    Le.u64(m, at + 64, authKey);
    Le.u64(m, at + 72, mac);
  }
}
