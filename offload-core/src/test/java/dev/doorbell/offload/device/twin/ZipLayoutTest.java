package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of annex A.1 and doorbell words of 2.4 must decode to what their titles say. */
class ZipLayoutTest {
  private static final long SOURCE = 0x1122334455667000L;

  @ParameterizedTest
  @CsvSource({
    // dw4, dw7, dw9, dw13, dw14, dw26, source, context | type, stateful, first, finish, sqe type
    "1000, 0A000000, 00004002, 01020304, 65534, 0, 0, 0, 2, false, true, true, 0",
    "1000, 3A000000, 00004002, 00000000, 65534, 01020304, 0, 0, 2, false, true, true, 3",
    "990, 3A000000, 00004003, 00000000, 65536, 01020304, 10, 0, 3, false, true, true, 3",
    "1000, 3C000000, 00004001, 00000000, 65536, 01020304, 0, 64, 1, true, true, false, 3",
    "1000, 36000000, 00004001, 00000000, 65536, 01020304, 0, 64, 1, true, false, true, 3",
    "1000, 34000000, 00004001, 00000000, 65536, 01020304, 0, 64, 1, true, false, false, 3"
  })
  void annexRows(
      int dw4,
      String dw7,
      String dw9,
      String dw13,
      int dw14,
      String dw26,
      int skip,
      long context,
      int type,
      boolean stateful,
      boolean first,
      boolean finish,
      int sqeType) {
    byte[] sqe =
        RawQueue.row(
            "16:%08x 28:%s 36:%s 52:%s 56:%08x 72:S 80:D 88:C 104:%s 120:0000AAAA 124:0000BBBB"
                .formatted(dw4, dw7, dw9, dw13, dw14, dw26),
            "S",
            SOURCE + skip,
            "D",
            0x2222L,
            "C",
            context);
    ZipDescriptor view = new ZipDescriptor().over(sqe);
    assertEquals(dw4, view.inputLength());
    assertEquals(dw14, view.outputSpace());
    assertEquals(type, view.requestType());
    assertEquals(stateful, view.stateful());
    assertEquals(first, view.newStream());
    assertEquals(finish, view.finish());
    assertEquals(sqeType, view.sqeType());
    assertEquals(32768, view.windowBytes());
    assertEquals(0x01020304, view.tag());
    assertEquals(SOURCE + skip, view.source());
    assertEquals(0x2222, view.destination());
    assertEquals(context, view.context());
    assertEquals(0xAAAA, view.isize());
    assertEquals(0xBBBB, view.checksum());
  }

  @ParameterizedTest
  @CsvSource({
    // dw7, dw9 | request, first, finish
    "3C000000, 00004043, 67, true, false",
    "36000000, 00004042, 66, false, true"
  })
  void annexRowsOfLz77(String dw7, String dw9, int type, boolean first, boolean finish) {
    byte[] sqe =
        RawQueue.row(
            "16:000003e8 28:%s 36:%s 52:000003f8 56:0000fc08 72:S 80:D 88:C 96:L 104:01020304 120:0000AAAA 124:0000BBBB"
                .formatted(dw7, dw9),
            "S",
            SOURCE,
            "D",
            0x2222L + 1016,
            "C",
            0x3333L + 64,
            "L",
            0x2222L);
    ZipDescriptor view = new ZipDescriptor().over(sqe);
    assertEquals(1000, view.inputLength());
    assertEquals(1016, view.literalSpace());
    assertEquals(64520, view.outputSpace());
    assertEquals(type, view.requestType());
    assertTrue(view.lz77() && view.stateful());
    assertEquals(first, view.newStream());
    assertEquals(finish, view.finish());
    assertEquals(SOURCE, view.source());
    assertEquals(0x2222, view.literals());
    assertEquals(0x2222 + 1016, view.destination());
    assertEquals(0x3333 + 64, view.context());
    assertEquals(0x01020304, view.tag());
  }

  @Test
  void sourceAddressIsDwords18And19() {
    byte[] sqe = RawQueue.row("72:55667000 76:11223344");
    assertEquals(SOURCE, new ZipDescriptor().over(sqe).source());
  }

  @ParameterizedTest
  @CsvSource({
    "0000000100000025, 1, 0, 1", "0001000100010025, 1, 1, 1", "0000000100000025, 3, 0, 1",
        "0001000100001025, 3, 1, 1",
    "0001000100001025, 1, -1, 1", "0001000100010025, 3, -1, 1", "0000040000000025, 3, -1, 1024",
        "000003ff00000025, 3, 0, 1023"
  })
  void doorbellWords(String word, int api, int command, int index) {
    long value = Long.parseUnsignedLong(word, 16);
    assertEquals(command, DoorbellWord.command(value, api, 0x25, 1024));
    assertEquals(index, DoorbellWord.index(value));
  }
}
