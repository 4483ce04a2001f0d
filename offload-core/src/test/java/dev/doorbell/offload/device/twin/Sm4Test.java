package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Known answers of GB/T 32907-2016, annex A. */
class Sm4Test {
  /** The standard's plaintext twice in CBC with IV 00..0f, by OpenSSL 3.0. */
  static final String CBC_CIPHERTEXT =
      "a9a268883a336315bac0c9c9ff350ab1b236a4a85616d4aabf0a83555c7d4115";

  /**
   * 37 bytes of the standard's plaintext, repeated, in CTR from fffffffffffffffffffffffffffffffe,
   * by OpenSSL 3.0.
   */
  static final String CTR_CIPHERTEXT =
      "673151d64083ee6161a0a263f5dbca486932ea1980d8a9087827ff562bce52e02754b10c80";

  private static final byte[] KEY = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");

  @Test
  void encryptsTheExampleOfTheStandard() {
    assertArrayEquals(HexFormat.of().parseHex("681edf34d206965e86b3e94f536e4246"), encrypt(1));
  }

  @Test
  void encryptsAMillionTimesLikeTheStandard() {
    assertArrayEquals(
        HexFormat.of().parseHex("595298c7c6fd271f0402f804c33d3f66"), encrypt(1_000_000));
  }

  @Test
  void decryptsWhatItEncrypted() {
    Sm4 sm4 = new Sm4();
    sm4.setKey(KEY);
    byte[] block = encrypt(3);
    for (int i = 0; i < 3; i++) {
      sm4.block(false, block, 0, block, 0);
    }
    assertArrayEquals(KEY, block);
  }

  private static byte[] encrypt(int times) {
    Sm4 sm4 = new Sm4();
    sm4.setKey(KEY);
    byte[] block = KEY.clone();
    for (int i = 0; i < times; i++) {
      sm4.block(true, block, 0, block, 0);
    }
    return block;
  }
}
