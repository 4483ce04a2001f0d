package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.offload.device.hisi.ZipSqe.StreamMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of spec/uacce.md Annex A.1, and the examples of 2.4, bit for bit. */
class ZipDescriptorVectorsTest {
  private static final long SOURCE = 0x1122334455667000L;
  private static final long DESTINATION = 0x0202020202020000L;
  private static final long CONTEXT = 0x0303030303030000L;
  private static final int TAG = 0x01020304;

  /* job, version, request, mode, source skip, destination skip | dw4, dw7, dw9, dw13, dw14, dw26, context */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "zlib compress stateless V2, 0, 2, STATELESS, 0, 2, 1000, 0A000000, 00004002, 01020304, 65534, 0, false",
    "zlib compress stateless V3, 3, 2, STATELESS, 0, 2, 1000, 3A000000, 00004002, 0, 65534, 01020304, false",
    "gzip decompress stateless V3, 3, 3, STATELESS, 10, 0, 990, 3A000000, 00004003, 0, 65536, 01020304, false",
    "deflate compress stateful first sync V3, 3, 1, FIRST_SYNC, 0, 0, 1000, 3C000000, 00004001, 0, 65536, 01020304, true",
    "deflate compress stateful later finish V3, 3, 1, LATER_FINISH, 0, 0, 1000, 36000000, 00004001, 0, 65536, 01020304, true",
    "deflate decompress stateful later sync V3, 3, 1, LATER_SYNC, 0, 0, 1000, 34000000, 00004001, 0, 65536, 01020304, true",
  })
  void rowsAreWrittenBitForBit(
      String job,
      int type,
      int request,
      StreamMode mode,
      int sourceSkip,
      int destinationSkip,
      int dw4,
      String dw7,
      String dw9,
      String dw13,
      int dw14,
      String dw26,
      boolean context) {
    ByteBuffer expected = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    expected
        .putInt(4 * 4, dw4)
        .putInt(4 * 7, hex(dw7))
        .putInt(4 * 9, hex(dw9))
        .putInt(4 * 13, hex(dw13))
        .putInt(4 * 14, dw14)
        .putInt(4 * 26, hex(dw26));
    expected.putLong(4 * 18, SOURCE + sourceSkip).putLong(4 * 20, DESTINATION + destinationSkip);
    expected.putInt(4 * 30, 0xAAAA).putInt(4 * 31, 0xBBBB);
    if (context) {
      expected.putLong(4 * 22, CONTEXT + 64);
    }
    byte[] written =
        AnnexA.written(m -> {
          ZipSqe.write(
              m,
              0,
              type,
              request,
              mode,
              SOURCE + sourceSkip,
              1000 - sourceSkip,
              DESTINATION + destinationSkip,
              65536 - destinationSkip);
          ZipSqe.running(m, 0, 0xAAAA, 0xBBBB);
          if (context) {
            ZipSqe.streamContext(m, 0, CONTEXT + 64);
          }
          (type == 3 ? TagField.ZIP_TYPE_3 : TagField.ZIP_TYPE_0).write(m, 0, TAG);
        });
    assertArrayEquals(expected.array(), written);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "lz77_zstd level 8 stateful first sync, 43, FIRST_SYNC, 3C000000, 00004043",
    "lz77_zstd level 9 stateful later finish, 42, LATER_FINISH, 36000000, 00004042",
  })
  void lz77RowsAreWrittenBitForBit(
      String job, String request, StreamMode mode, String dw7, String dw9) {
    ByteBuffer expected = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    expected
        .putInt(4 * 4, 1000)
        .putInt(4 * 7, hex(dw7))
        .putInt(4 * 9, hex(dw9))
        .putInt(4 * 13, 0x3F8)
        .putInt(4 * 14, 64520)
        .putInt(4 * 26, TAG);
    expected.putLong(4 * 18, SOURCE).putLong(4 * 20, DESTINATION + 1016);
    expected.putLong(4 * 22, CONTEXT + 64).putLong(4 * 24, DESTINATION);
    expected.putInt(4 * 30, 0xAAAA).putInt(4 * 31, 0xBBBB);
    byte[] written =
        AnnexA.written(m -> {
          ZipSqe.write(m, 0, 3, hex(request), mode, SOURCE, 1000, DESTINATION + 1016, 65536 - 1016);
          ZipSqe.literals(m, 0, DESTINATION, 1000 + 16);
          ZipSqe.streamContext(m, 0, CONTEXT + 64);
          ZipSqe.running(m, 0, 0xAAAA, 0xBBBB);
          TagField.ZIP_TYPE_3.write(m, 0, TAG);
        });
    assertArrayEquals(expected.array(), written);
  }

  @ParameterizedTest
  @CsvSource({
    "0, STATELESS, 0A000000", "0, FIRST_SYNC, 0C000000", "0, FIRST_FINISH, 0E000000",
        "0, LATER_SYNC, 04000000", "0, LATER_FINISH, 06000000",
    "3, STATELESS, 3A000000", "3, FIRST_SYNC, 3C000000", "3, FIRST_FINISH, 3E000000",
        "3, LATER_SYNC, 34000000", "3, LATER_FINISH, 36000000",
  })
  void dword7HasTheCheckedValues(int type, StreamMode mode, String dw7) {
    byte[] written = AnnexA.written(m -> ZipSqe.write(m, 0, type, 2, mode, 1, 1, 1, 1));
    assertEquals(hex(dw7), ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getInt(28));
  }

  @Test
  void theSourceAddressIsStoredLowDwordFirst() {
    ByteBuffer written =
        ByteBuffer.wrap(
                AnnexA.written(
                    m -> ZipSqe.write(m, 0, 3, 2, StreamMode.STATELESS, SOURCE, 1, 1, 1)))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x55667000, written.getInt(4 * 18));
    assertEquals(0x11223344, written.getInt(4 * 19));
  }

  @Test
  void doorbellWordsHaveTheCheckedValues() {
    assertEquals(0x0000000100000025L, QmDoorbellWord.submission(0x25, 1));
    assertEquals(0x0001000100001025L, QmDoorbellWord.completion(0x25, 1, true));
    assertEquals(0x0000000100001025L, QmDoorbellWord.completion(0x25, 1, false));
  }

  private static int hex(String text) {
    return Integer.parseUnsignedInt(text, 16);
  }
}
