package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * The SEC2 descriptor of hardware version 3 and later: 128 bytes, packed (uacce.md 4.5). Only the
 * fields that cipher and GCM jobs use; the others are zero.
 *
 * <pre>
 *   0 type 0-3, scene 5-8, de 9-10
 *   4 cipher 0-1, tag length 4-9, width 10-12, key length 13-15, mode 16-19, algorithm 20-23, seq 30
 *   8 tag   16 source   24 auth key   32 auth IV   48 key
 *  56 CTR counter mode 25-26, SVA prefetch 27   66 cipher source offset   68 auth length   72 cipher length
 *  76 destination   84 mac   92 IV
 * 112 done 0, icv 1-3, flag 7-10 (out)   114 error (out)
 * </pre>
 */
final class SecBd3 {
  private static final int TYPE = 3;
  private static final int SCENE_ONE_SHOT = 1;
  private static final int SEPARATE_DESTINATION = 1;
  private static final int CTR_ROLLS_OVER_128_BITS = 2 << 25;
  private static final int SVA_PREFETCH = 1 << 27;

  /** Above this the prefetch hint does not pay (UADK, uacce.md 4.5). */
  private static final int MOST_PREFETCH_BYTES = 0x6000;

  private SecBd3() {}

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
    Le.u32(m, at, TYPE | SCENE_ONE_SHOT << 5 | SEPARATE_DESTINATION << 9);
    Le.u32(
        m,
        at + 4,
        (encrypt ? 1 : 2)
            | cipher.width() << 10
            | keyCode << 13
            | cipher.mode() << 16
            | cipher.algorithm() << 20);
    Le.u64(m, at + 16, source);
    Le.u64(m, at + 48, key);
    Le.u32(
        m,
        at + 56,
        (cipher == SecCipher.AES_CTR || cipher == SecCipher.SM4_CTR ? CTR_ROLLS_OVER_128_BITS : 0)
            | prefetch(lengthBytes));
    Le.u32(m, at + 72, lengthBytes);
    Le.u64(m, at + 76, destination);
    Le.u64(m, at + 92, iv);
  }

  /** Makes a cipher job whose length is the payload's an AEAD job (uacce.md 4.8). */
  static void addAead(
      MemorySegment m,
      long at,
      boolean encrypt,
      int aadBytes,
      int payloadBytes,
      int tagBytes,
      long authKey,
      long authIv,
      long mac) {
    Le.u32(m, at + 4, Le.u32(m, at + 4) | tagBytes << 4 | (encrypt ? 0 : 1) << 30);
    Le.u64(m, at + 24, authKey);
    Le.u64(m, at + 32, authIv);
    Le.u32(m, at + 56, prefetch(aadBytes + payloadBytes));
    Le.u16(m, at + 66, aadBytes);
    Le.u32(m, at + 68, aadBytes);
    Le.u64(m, at + 84, mac);
  }

  private static int prefetch(int bytes) {
    return bytes <= MOST_PREFETCH_BYTES ? SVA_PREFETCH : 0;
  }
}
