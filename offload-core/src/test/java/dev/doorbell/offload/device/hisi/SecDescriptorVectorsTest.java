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

/** The rows of spec/uacce.md Annex A.2 and A.3 for ciphers and one-shot GCM, bit for bit. */
class SecDescriptorVectorsTest {
  private static final long TAG = 0x11223344;

  @ParameterizedTest(name = "{0} {1} key {2} length {3}")
  @CsvSource({
    "AES_CBC, true, 16, 64, 0:00000a12 12:00021000 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    "AES_ECB, false, 32, 64, 0:00000a22 12:00020400 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
    "AES_XTS, true, 32, 65, 0:00000a12 12:00027400 20:00000041 40:00003344 80:V 88:K 96:S 104:D",
    "SM4_CBC, true, 16, 64, 0:00000a12 12:00031000 20:00000040 40:00003344 80:V 88:K 96:S 104:D",
  })
  void bd2CipherRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int length, String row) {
    byte[] written =
        AnnexA.written(m -> {
          SecBd2.writeCipher(m, 0, cipher, encrypt, cipher.keyCode(keyBytes), K, V, S, D, length);
          TagField.BD2.write(m, 0, TAG);
        });
    assertArrayEquals(AnnexA.row(row), written);
  }

  @ParameterizedTest(name = "{0} {1} key {2} length {3}")
  @CsvSource({
    "AES_CBC, true, 16, 64, 0:00000223 4:00210001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_ECB, false, 32, 64, 0:00000223 4:00204002 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_XTS, true, 32, 65, 0:00000223 4:00274001 8:11223344 16:S 48:K 56:08000000 72:00000041 76:D 92:V",
    "SM4_CBC, true, 16, 64, 0:00000223 4:00310001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V",
    "AES_CTR, true, 24, 63, 0:00000223 4:00242001 8:11223344 16:S 48:K 56:0c000000 72:0000003f 76:D 92:V",
    "AES_OFB, true, 16, 63, 0:00000223 4:00230001 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
    "AES_CFB, true, 16, 63, 0:00000223 4:00220001 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
    "AES_CBC_CS3, true, 16, 63, 0:00000223 4:00290c01 8:11223344 16:S 48:K 56:08000000 72:0000003f 76:D 92:V",
  })
  void bd3CipherRowsAreWrittenBitForBit(
      SecCipher cipher, boolean encrypt, int keyBytes, int length, String row) {
    byte[] written =
        AnnexA.written(m -> {
          SecBd3.writeCipher(m, 0, cipher, encrypt, cipher.keyCode(keyBytes), K, V, S, D, length);
          TagField.BD3.write(m, 0, TAG);
        });
    assertArrayEquals(AnnexA.row(row), written);
  }

  @ParameterizedTest(name = "encrypt {0}, key {1}, {2} bytes")
  @CsvSource({
    "true, 16, 100, 0:00000a12 12:00026010 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
    "false, 32, 100, 0:00000b22 12:00026410 16:00000014 20:00000064 24:00140000 56:A 64:H 72:M 80:V 88:K 96:S 104:D",
  })
  void bd2GcmRowsAreWrittenBitForBit(boolean encrypt, int keyBytes, int payload, String row) {
    byte[] written =
        AnnexA.written(m -> {
          SecBd2.writeCipher(
              m,
              0,
              SecCipher.AES_GCM,
              encrypt,
              SecCipher.AES_GCM.keyCode(keyBytes),
              K,
              V,
              S,
              D,
              payload);
          SecBd2.addAead(m, 0, encrypt, 20, 16, H, A, M);
        });
    assertArrayEquals(AnnexA.row(row), written);
  }

  @ParameterizedTest(name = "encrypt {0}, key {1}, {2} bytes")
  @CsvSource({
    "true, 16, 100, 0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V",
    "false, 32, 100, 0:00000223 4:40264102 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V",
    "true, 16, 0, 0:00000223 4:00260101 16:S 24:H 32:A 48:K 56:08000000 64:00140000 68:00000014 76:D 84:M 92:V",
  })
  void bd3GcmRowsAreWrittenBitForBit(boolean encrypt, int keyBytes, int payload, String row) {
    byte[] written =
        AnnexA.written(m -> {
          SecBd3.writeCipher(
              m,
              0,
              SecCipher.AES_GCM,
              encrypt,
              SecCipher.AES_GCM.keyCode(keyBytes),
              K,
              V,
              S,
              D,
              payload);
          SecBd3.addAead(m, 0, encrypt, 20, payload, 16, H, A, M);
        });
    assertArrayEquals(AnnexA.row(row), written);
  }
}
