package dev.doorbell.offload.device.twin;

/**
 * The descriptor of V3 and later hardware, 128 bytes, packed to 4: the addresses from 76 on are not
 * aligned (ref 4.5).
 *
 * <pre>
 *   0 type invalid scene de types   4 cipher icv width key | mode alg | seq   8 tag  16 source  24 a_key  32 a_iv  40 -  48 c_key
 *  56 auth ai_gen mac key a_alg ctr prefetch  60 salt  64,66 offsets  68 auth length  72 cipher length  76 destination  84 mac  92 c_iv
 * 100 total  108 stream  112 results
 * </pre>
 */
final class Bd3 {
  static final int TYPE = 3;

  private Bd3() {}

  static void decode(byte[] bd, SecRequest to) {
    int first = Words.i32(bd, 0);
    int key = Words.i32(bd, 4);
    int auth = Words.i32(bd, 56);
    to.skip = Words.bits(first, 4, 4) == 1;
    to.scene = Words.bits(first, 5, 8);
    to.de = Words.bits(first, 9, 10);
    to.sourceType = Words.bits(first, 11, 13);
    to.destinationType = Words.bits(first, 14, 16);
    to.macType = Words.bits(first, 17, 19);
    to.cipher = Words.bits(key, 0, 1);
    to.icvLength = Words.bits(key, 4, 9);
    to.cWidth = Words.bits(key, 10, 12);
    to.cKeyLength = Words.bits(key, 13, 15);
    to.cMode = Words.bits(key, 16, 19);
    to.cAlg = Words.bits(key, 20, 23);
    to.seq = Words.bits(key, 30, 30);
    to.source = Words.i64(bd, 16);
    to.aKey = Words.i64(bd, 24);
    to.aIv = Words.i64(bd, 32);
    to.cKey = Words.i64(bd, 48);
    to.auth = Words.bits(auth, 0, 1);
    to.aiGen = Words.bits(auth, 2, 3);
    to.macKeyAlg = Words.bits(auth, 4, 20);
    to.ctrMode = Words.bits(auth, 25, 26);
    to.authOffset = Words.u16(bd, 64);
    to.cipherOffset = Words.u16(bd, 66);
    to.authLength = Words.bits(Words.i32(bd, 68), 0, 23);
    to.cipherLength = Words.bits(Words.i32(bd, 72), 0, 23);
    to.destination = Words.i64(bd, 76);
    to.mac = Words.i64(bd, 84);
    to.cIv = Words.i64(bd, 92);
    to.longLength = Words.i64(bd, 100);
    to.authPad = Words.bits(Words.u8(bd, 108), 0, 1);
    to.stream = Words.u8(bd, 108) >>> 2;
    // Bit 27 of the word at 56, SVA prefetch, is a hint that any job may carry.
    to.reserved =
        Words.bits(first, 20, 31)
            | Words.bits(key, 2, 3)
            | key & 0xBF00_0000
            | Words.i64(bd, 40)
            | Words.bits(auth, 21, 24)
            | Words.bits(auth, 28, 31)
            | Words.i32(bd, 60)
            | Words.i32(bd, 68) >>> 24
            | Words.i32(bd, 72) >>> 24
            | Words.i32(bd, 108) >>> 8;
  }
}
