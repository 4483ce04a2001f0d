package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;

/**
 * The SEC2 descriptor of hardware version 2: 128 bytes (uacce.md 4.4). Only the fields that our
 * jobs use; the others are zero.
 *
 * <pre>
 *   0 type 0-3, cipher 4-5, auth 6-7          1 seq 0, de 1-2, scene 3-7
 *   8 mac words 0-4, key words 5-10, hash 11-16
 *  12 tag length 0-5, width 6-8, key length 9-11, mode 12-15    14 algorithm
 *  16 auth length   20 cipher length   26 cipher source offset   40 tag
 *  56 auth IV   64 auth key   72 mac   80 IV   88 key   96 source   104 destination
 * 112 done 0, icv 1-3, flag 7-10 (out)   114 error (out)
 * </pre>
 */
final class SecBd2 implements SecBd {
  private static final int TYPE = 2;
  private static final int CALCULATE = 1 << 6;
  private static final int SEPARATE_DESTINATION = 1 << 9;
  private static final int SCENE_ONE_SHOT = 1 << 11;

  @Override
  public TagField tagField() {
    return TagField.BD2;
  }

  @Override
  public void cipher(
      MemorySegment m, long at, SecCipher cipher, boolean encrypt, int keyCode, int payloadBytes) {
    Le.u32(m, at, TYPE | (encrypt ? 1 : 2) << 4 | SEPARATE_DESTINATION | SCENE_ONE_SHOT);
    Le.u32(
        m,
        at + 12,
        cipher.width() << 6 | keyCode << 9 | cipher.mode() << 12 | cipher.algorithm() << 16);
    Le.u32(m, at + 20, payloadBytes);
  }

  @Override
  public void cipherAddresses(
      MemorySegment m, long at, long key, long iv, long source, long destination) {
    Le.u64(m, at + 80, iv);
    Le.u64(m, at + 88, key);
    Le.u64(m, at + 96, source);
    Le.u64(m, at + 104, destination);
  }

  @Override
  public void aead(
      MemorySegment m, long at, boolean encrypt, int aadBytes, int payloadBytes, int tagBytes) {
    Le.u32(m, at, Le.u32(m, at) | (encrypt ? 0 : 1) << 8);
    Le.u32(m, at + 12, Le.u32(m, at + 12) | tagBytes);
    Le.u32(m, at + 16, aadBytes);
    Le.u16(m, at + 26, aadBytes);
  }

  @Override
  public void aeadAddresses(MemorySegment m, long at, long authKey, long authIv, long mac) {
    Le.u64(m, at + 56, authIv);
    Le.u64(m, at + 64, authKey);
    Le.u64(m, at + 72, mac);
  }

  @Override
  public void hash(
      MemorySegment m, long at, int code, int keyBytes, int digestBytes, int lengthBytes) {
    Le.u32(m, at, TYPE | CALCULATE | SCENE_ONE_SHOT);
    Le.u32(m, at + 8, digestBytes / 4 | keyBytes / 4 << 5 | code << 11);
    Le.u32(m, at + 16, lengthBytes);
  }

  @Override
  public void hashAddresses(MemorySegment m, long at, long key, long source, long mac) {
    Le.u64(m, at + 64, key);
    Le.u64(m, at + 72, mac);
    Le.u64(m, at + 96, source);
  }
}
