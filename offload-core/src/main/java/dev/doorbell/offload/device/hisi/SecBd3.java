package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * The SEC2 descriptor of hardware version 3 and later: 128 bytes, packed (uacce.md 4.5). Only the
 * fields that our jobs use; the others are zero.
 *
 * <pre>
 *   0 type 0-3, scene 5-8, de 9-10
 *   4 cipher 0-1, tag length 4-9, width 10-12, key length 13-15, mode 16-19, algorithm 20-23, seq 30
 *   8 tag   16 source   24 auth key   32 auth IV   48 key
 *  56 auth 0-1, mac words 4-8, key words 9-14, hash 15-20, CTR counter mode 25-26, SVA prefetch 27
 *  66 cipher source offset   68 auth length   72 cipher length
 *  76 destination   84 mac   92 IV
 * 112 done 0, icv 1-3, flag 7-10 (out)   114 error (out)
 * </pre>
 */
final class SecBd3 implements SecBd {
  private static final int TYPE = 3;
  private static final int CALCULATE = 1;
  private static final int SCENE_ONE_SHOT = 1 << 5;

  /** Digests say so even when they come in one piece (uacce.md 4.3). */
  private static final int SCENE_STREAM = 7 << 5;

  private static final int SEPARATE_DESTINATION = 1 << 9;
  private static final int CTR_ROLLS_OVER_128_BITS = 2 << 25;
  private static final int SVA_PREFETCH = 1 << 27;

  /** Above this the prefetch hint does not pay (UADK, uacce.md 4.5). */
  private static final int MOST_PREFETCH_BYTES = 0x6000;

  @Override
  public TagField tagField() {
    return TagField.BD3;
  }

  @Override
  public void cipher(
      MemorySegment m, long at, SecCipher cipher, boolean encrypt, int keyCode, int payloadBytes) {
    Le.u32(m, at, TYPE | SCENE_ONE_SHOT | SEPARATE_DESTINATION);
    Le.u32(
        m,
        at + 4,
        (encrypt ? 1 : 2)
            | cipher.width() << 10
            | keyCode << 13
            | cipher.mode() << 16
            | cipher.algorithm() << 20);
    boolean counter = cipher == SecCipher.AES_CTR || cipher == SecCipher.SM4_CTR;
    Le.u32(m, at + 56, (counter ? CTR_ROLLS_OVER_128_BITS : 0) | prefetch(payloadBytes));
    Le.u32(m, at + 72, payloadBytes);
  }

  @Override
  public void cipherAddresses(
      MemorySegment m, long at, long key, long iv, long source, long destination) {
    Le.u64(m, at + 16, source);
    Le.u64(m, at + 48, key);
    Le.u64(m, at + 76, destination);
    Le.u64(m, at + 92, iv);
  }

  @Override
  public void aead(
      MemorySegment m, long at, boolean encrypt, int aadBytes, int payloadBytes, int tagBytes) {
    Le.u32(m, at + 4, Le.u32(m, at + 4) | tagBytes << 4 | (encrypt ? 0 : 1) << 30);
    Le.u32(m, at + 56, prefetch(aadBytes + payloadBytes));
    Le.u16(m, at + 66, aadBytes);
    Le.u32(m, at + 68, aadBytes);
  }

  @Override
  public void aeadAddresses(MemorySegment m, long at, long authKey, long authIv, long mac) {
    Le.u64(m, at + 24, authKey);
    Le.u64(m, at + 32, authIv);
    Le.u64(m, at + 84, mac);
  }

  @Override
  public void hash(
      MemorySegment m, long at, int code, int keyBytes, int digestBytes, int lengthBytes) {
    Le.u32(m, at, TYPE | SCENE_STREAM);
    Le.u32(
        m,
        at + 56,
        CALCULATE | digestBytes / 4 << 4 | keyBytes / 4 << 9 | code << 15 | prefetch(lengthBytes));
    Le.u32(m, at + 68, lengthBytes);
  }

  @Override
  public void hashAddresses(MemorySegment m, long at, long key, long source, long mac) {
    Le.u64(m, at + 16, source);
    Le.u64(m, at + 24, key);
    Le.u64(m, at + 84, mac);
  }

  private static int prefetch(int bytes) {
    return bytes <= MOST_PREFETCH_BYTES ? SVA_PREFETCH : 0;
  }
}
