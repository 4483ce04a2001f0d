package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.hisi.AnnexA.A;
import static dev.doorbell.offload.device.hisi.AnnexA.D;
import static dev.doorbell.offload.device.hisi.AnnexA.H;
import static dev.doorbell.offload.device.hisi.AnnexA.K;
import static dev.doorbell.offload.device.hisi.AnnexA.M;
import static dev.doorbell.offload.device.hisi.AnnexA.S;
import static dev.doorbell.offload.device.hisi.AnnexA.V;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rows of spec/uacce.md Annex A.2 and A.3 for ciphers, one-shot AEAD, digests and HMACs, bit
 * for bit; rows that the annex has not are worked out by hand from the tables of 4.3 to 4.5.
 */
class SecDescriptorVectorsTest {
  private static final long TAG = 0x11223344;

  private static byte[] cipher(
      SecBd bd, SecCipher cipher, boolean encrypt, int keyBytes, int length) {
    return AnnexA.written(m -> {
      bd.cipher(m, 0, cipher, encrypt, cipher.keyCode(keyBytes), length);
      bd.cipherAddresses(m, 0, K, V, S, D);
      bd.tagField().write(m, 0, TAG);
    });
  }

  @ParameterizedTest(name = "{0} {1} key {2} length {3}")
  @CsvSource({
    "AES_CBC, true, 16, 64, 0:00000a12 12:00021000 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    "AES_ECB, false, 32, 64, 0:00000a22 12:00020400 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    "AES_XTS, true, 64, 65, 0:00000a12 12:00027400 20:00000041 40:00003344 80:V 88:K 96:S 104:D",
    "SM4_CBC, true, 16, 64, 0:00000a12 12:00031000 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    // by hand
    "AES_XTS, false, 32, 17, 0:00000a22 12:00027000 20:00000011 40:00003344 80:V 88:K 96:S 104:D",
    "AES_ECB, true, 24, 16, 0:00000a12 12:00020200 20:00000010 40:00003344 80:V 88:K 96:S 104:D",
    "SM4_ECB, true, 16, 64, 0:00000a12 12:00030000 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    "AES_CBC, true, 16, 16776704, 0:00000a12 12:00021000 20:00fffe00 40:00003344 80:V 88:K 96:S 104:D",
  })
  void bd2CipherRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int length, String row) {
    assertArrayEquals(AnnexA.row(row), cipher(new SecBd2(), cipher, encrypt, keyBytes, length));
  }

  @ParameterizedTest(name = "{0} {1} key {2} length {3}")
  @CsvSource({
    "AES_CBC, true, 16, 64, 0:00000223 4:00210001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_ECB, false, 32, 64, 0:00000223 4:00204002 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_XTS, true, 64, 65, 0:00000223 4:00274001 8:11223344 16:S 48:K 56:08000000 72:00000041 76:D 92:V",
    "SM4_CBC, true, 16, 64, 0:00000223 4:00310001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_CTR, true, 24, 63, 0:00000223 4:00242001 8:11223344 16:S 48:K 56:0c000000 72:0000003f 76:D 92:V",
    "AES_OFB, true, 16, 63, 0:00000223 4:00230001 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
    "AES_CFB, true, 16, 63, 0:00000223 4:00220001 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
    "AES_CBC_CS3, true, 16, 63, 0:00000223 4:00290c01 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
    // by hand
    "AES_XTS, false, 32, 17, 0:00000223 4:00270002 8:11223344 16:S 48:K 56:08000000 72:00000011 76:D 92:V",
    "AES_CBC_CS3, false, 32, 17, 0:00000223 4:00294c02 8:11223344 16:S 48:K 56:08000000 72:00000011 76:D 92:V",
    "AES_CFB, false, 24, 1, 0:00000223 4:00222002 8:11223344 16:S 48:K 56:08000000 72:00000001 76:D 92:V",
    "SM4_ECB, false, 16, 64, 0:00000223 4:00300002 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "SM4_CTR, true, 16, 24577, 0:00000223 4:00340001 8:11223344 16:S 48:K 56:04000000 72:00006001 76:D 92:V",
  })
  void bd3CipherRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int length, String row) {
    assertArrayEquals(AnnexA.row(row), cipher(new SecBd3(), cipher, encrypt, keyBytes, length));
  }

  private static byte[] aead(
      SecBd bd, SecCipher cipher, boolean encrypt, int keyBytes, int payload, int tagBytes) {
    return AnnexA.written(m -> {
      bd.cipher(m, 0, cipher, encrypt, cipher.keyCode(keyBytes), payload);
      bd.aead(m, 0, encrypt, 20, payload, tagBytes);
      bd.cipherAddresses(m, 0, K, V, S, D);
      bd.aeadAddresses(m, 0, H, A, M);
    });
  }

  @ParameterizedTest(name = "{0} {1} key {2}, {3} bytes")
  @CsvSource({
    "AES_GCM, true, 16, 100, 16, 0:00000a12 12:00026010 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
    "AES_GCM, false, 32, 100, 16, 0:00000b22 12:00026410 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
    "AES_CCM, true, 16, 300, 8, 0:00000a12 12:00025008 16:00000014 20:0000012c 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
    // by hand
    "AES_CCM, false, 24, 300, 4, 0:00000b22 12:00025204 16:00000014 20:0000012c 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
  })
  void bd2AeadRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int payload, int tagBytes, String row) {
    assertArrayEquals(
        AnnexA.row(row), aead(new SecBd2(), cipher, encrypt, keyBytes, payload, tagBytes));
  }

  @ParameterizedTest(name = "{0} {1} key {2}, {3} bytes")
  @CsvSource({
    "AES_GCM, true, 16, 100, 16, 0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V",
    "AES_GCM, false, 32, 100, 16, 0:00000223 4:40264102 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V",
    "AES_GCM, true, 16, 0, 16, 0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 76:D 84:M 92:V",
    "AES_CCM, true, 16, 300, 8, 0:00000223 4:00250081 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:0000012c 76:D 84:M 92:V",
    // by hand; 20 and 24,557 bytes are one too many for the prefetch hint
    "SM4_GCM, false, 16, 24557, 8, 0:00000223 4:40360082 16:S 24:H 32:A 48:K 64:00140000 68:00000014 72:00005fed 76:D 84:M 92:V",
    "SM4_CCM, true, 16, 24556, 16, 0:00000223 4:00350101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00005fec 76:D 84:M 92:V",
  })
  void bd3AeadRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int payload, int tagBytes, String row) {
    assertArrayEquals(
        AnnexA.row(row), aead(new SecBd3(), cipher, encrypt, keyBytes, payload, tagBytes));
  }

  private static byte[] hash(SecBd bd, int code, int keyBytes, int digestBytes, int length) {
    return AnnexA.written(m -> {
      bd.hash(m, 0, code, keyBytes, digestBytes, length);
      bd.hashAddresses(m, 0, keyBytes > 0 ? K : 0, S, D);
    });
  }

  @ParameterizedTest(name = "code {0} key {1}")
  @CsvSource({
    "0x01, 0, 32, 100, 0:00000842 8:00000808 16:00000064 72:D 96:S",
    "0x10, 20, 20, 100, 0:00000842 8:000080a5 16:00000064 64:K 72:D 96:S",
    // by hand: SM3, HMAC-SHA512 with the longest key, HMAC-SM3 with the shortest
    "0x25, 0, 32, 1, 0:00000842 8:00012808 16:00000001 72:D 96:S",
    "0x15, 128, 64, 16776704, 0:00000842 8:0000ac10 16:00fffe00 64:K 72:D 96:S",
    "0x26, 4, 32, 3, 0:00000842 8:00013028 16:00000003 64:K 72:D 96:S",
  })
  void bd2HashRowsAreWrittenBitForBit(
      int code, int keyBytes, int digestBytes, int length, String row) {
    assertArrayEquals(AnnexA.row(row), hash(new SecBd2(), code, keyBytes, digestBytes, length));
  }

  @ParameterizedTest(name = "code {0} key {1}")
  @CsvSource({
    "0x01, 0, 32, 100, 0:000000e3 16:S 56:08008081 68:00000064 84:D",
    "0x10, 20, 20, 100, 0:000000e3 16:S 24:K 56:08080a51 68:00000064 84:D",
    // by hand, as for BD2, and an empty message
    "0x25, 0, 32, 0, 0:000000e3 16:S 56:08128081 84:D",
    "0x15, 128, 64, 16776704, 0:000000e3 16:S 24:K 56:000ac101 68:00fffe00 84:D",
    "0x26, 4, 32, 3, 0:000000e3 16:S 24:K 56:08130281 68:00000003 84:D",
  })
  void bd3HashRowsAreWrittenBitForBit(
      int code, int keyBytes, int digestBytes, int length, String row) {
    assertArrayEquals(AnnexA.row(row), hash(new SecBd3(), code, keyBytes, digestBytes, length));
  }
}
