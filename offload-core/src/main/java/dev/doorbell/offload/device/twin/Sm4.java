package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SM4 block cipher (GB/T 32907-2016, also ISO/IEC 18033-3): blocks and keys of 128 bits, 32
 * rounds; all words big-endian. Table look-ups make its time depend on the data: it is for the twin
 * only.
 */
final class Sm4 {
  private static final byte[] SBOX =
      HexFormat.of()
          .parseHex(
              "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699"
                  + "9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6"
                  + "4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35"
                  + "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e"
                  + "eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3"
                  + "1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51"
                  + "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0"
                  + "8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948");
  private static final int[] FK = {0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC};
  private static final int ROUNDS = 32;

  private final int[] roundKeys = new int[ROUNDS];

  /** Expands the 16 bytes of a key. */
  void setKey(byte[] key) {
    int a = word(key, 0) ^ FK[0];
    int b = word(key, 4) ^ FK[1];
    int c = word(key, 8) ^ FK[2];
    int d = word(key, 12) ^ FK[3];
    for (int i = 0; i < ROUNDS; i++) {
      int s = substitute(b ^ c ^ d ^ constant(i));
      int next = a ^ s ^ Integer.rotateLeft(s, 13) ^ Integer.rotateLeft(s, 23);
      roundKeys[i] = next;
      a = b;
      b = c;
      c = d;
      d = next;
    }
  }

  /** CK of round i: byte j is 7(4i + j) mod 256. */
  private static int constant(int i) {
    int ck = 0;
    for (int j = 0; j < 4; j++) {
      ck = ck << 8 | 7 * (4 * i + j) & 0xFF;
    }
    return ck;
  }

  private static int substitute(int x) {
    return (SBOX[x >>> 24] & 0xFF) << 24
        | (SBOX[x >>> 16 & 0xFF] & 0xFF) << 16
        | (SBOX[x >>> 8 & 0xFF] & 0xFF) << 8
        | SBOX[x & 0xFF] & 0xFF;
  }

  /**
   * One block from {@code in} to {@code out}, which may be the same. Decryption takes the round
   * keys backwards.
   */
  void block(boolean encrypting, byte[] in, int inOffset, byte[] out, int outOffset) {
    int a = word(in, inOffset);
    int b = word(in, inOffset + 4);
    int c = word(in, inOffset + 8);
    int d = word(in, inOffset + 12);
    for (int i = 0; i < ROUNDS; i++) {
      int s = substitute(b ^ c ^ d ^ roundKeys[encrypting ? i : ROUNDS - 1 - i]);
      int next =
          a
              ^ s
              ^ Integer.rotateLeft(s, 2)
              ^ Integer.rotateLeft(s, 10)
              ^ Integer.rotateLeft(s, 18)
              ^ Integer.rotateLeft(s, 24);
      a = b;
      b = c;
      c = d;
      d = next;
    }
    put(out, outOffset, d);
    put(out, outOffset + 4, c);
    put(out, outOffset + 8, b);
    put(out, outOffset + 12, a);
  }

  private static int word(byte[] bytes, int at) {
    return Integer.reverseBytes(Words.i32(bytes, at));
  }

  private static void put(byte[] bytes, int at, int value) {
    Words.put32(bytes, at, Integer.reverseBytes(value));
  }

  void wipe() {
    Arrays.fill(roundKeys, 0);
  }
}
