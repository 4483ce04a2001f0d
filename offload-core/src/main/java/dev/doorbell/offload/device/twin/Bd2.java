package dev.doorbell.offload.device.twin;

/**
 * The descriptor of V2 hardware, 128 bytes (ref 4.4).
 *
 * <pre>
 *   0 type cipher auth | seq de scene src | dst mac types | -   4 ai_gen auth_pad ... invalid   8 mac, key, a_alg   12 icv, width, key, mode
 *  14 c_alg  16 auth length  20 cipher length  24,26 offsets  28 -  40 tag  42 -  48 total bits  56 a_iv  64 a_key  72 mac  80 c_iv
 *  88 c_key  96 source  104 destination  112 results
 * </pre>
 */
final class Bd2 {
  static final int TYPE = 2;

  private Bd2() {}

  static void decode(byte[] bd, SecRequest to) {
    int first = Words.i32(bd, 0);
    int second = Words.i32(bd, 4);
    int modes = Words.u16(bd, 12);
    to.cipher = Words.bits(first, 4, 5);
    to.auth = Words.bits(first, 6, 7);
    to.seq = Words.bits(first, 8, 8);
    to.de = Words.bits(first, 9, 10);
    to.scene = Words.bits(first, 11, 14);
    to.sourceType = Words.bits(first, 15, 15);
    to.destinationType = Words.bits(first, 18, 20);
    to.macType = Words.bits(first, 21, 23);
    to.aiGen = Words.bits(second, 8, 9);
    to.authPad = Words.bits(second, 10, 11);
    to.skip = Words.bits(second, 31, 31) == 1;
    to.macKeyAlg = Words.i32(bd, 8);
    to.icvLength = Words.bits(modes, 0, 5);
    to.cWidth = Words.bits(modes, 6, 8);
    to.cKeyLength = Words.bits(modes, 9, 11);
    to.cMode = Words.bits(modes, 12, 15);
    to.cAlg = Words.bits(Words.u8(bd, 14), 0, 3);
    // V2 has no counter-mode field; its counter modes do not exist either.
    to.ctrMode = 0;
    to.authLength = Words.bits(Words.i32(bd, 16), 0, 23);
    to.cipherLength = Words.bits(Words.i32(bd, 20), 0, 23);
    to.authOffset = Words.u16(bd, 24);
    to.cipherOffset = Words.u16(bd, 26);
    to.longLength = Words.i64(bd, 48);
    to.stream = 0;
    to.aIv = Words.i64(bd, 56);
    to.aKey = Words.i64(bd, 64);
    to.mac = Words.i64(bd, 72);
    to.cIv = Words.i64(bd, 80);
    to.cKey = Words.i64(bd, 88);
    to.source = Words.i64(bd, 96);
    to.destination = Words.i64(bd, 104);
    to.reserved =
        Words.bits(first, 16, 17)
            | Words.bits(first, 24, 31)
            | second & 0x7FFF_F0FF
            | Words.bits(Words.i32(bd, 8), 17, 31)
            | Words.u8(bd, 14) >>> 4
            | Words.u8(bd, 15)
            | Words.i32(bd, 16) >>> 24
            | Words.i32(bd, 20) >>> 24
            | Words.i64(bd, 28)
            | Words.i32(bd, 36)
            | Words.u16(bd, 42)
            | Words.i32(bd, 44);
  }
}
