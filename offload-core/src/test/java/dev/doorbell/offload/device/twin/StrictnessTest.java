package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A descriptor that is wrong in one place is refused, leaves the destination alone, and the queue
 * goes on.
 */
class StrictnessTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(0x10000, 64);
  private Twin twin;
  private RawQueue queue;

  private void open(String driver, int api, int type) {
    twin = Twin.start(TwinConfig.of(TwinDeviceSpec.of(driver, api)).withManualSteps());
    queue = new RawQueue(twin, twin.devices().getFirst(), type);
  }

  @AfterEach
  void close() {
    queue.close();
    twin.close();
    arena.close();
  }

  private long at(int offset) {
    return memory.address() + offset;
  }

  private byte[] zip(int api) {
    String type = api == 2 ? "0a000000" : "3a000000";
    return RawQueue.row(
        "16:00000064 28:" + type + " 36:00004002 56:00000100 72:S 80:D",
        "S",
        at(0),
        "D",
        at(0x1000));
  }

  private byte[] sec(int api, boolean gcm) {
    Object[] symbols = {
      "S",
      at(0),
      "D",
      at(0x1000),
      "K",
      at(0x2000),
      "V",
      at(0x3000),
      "A",
      at(0x3000),
      "M",
      at(0x4000)
    };
    String row;
    if (api == 2) {
      row =
          gcm
              ? "0:00000a12 12:00026010 16:00000014 20:00000064 24:00140000 56:A 64:K 72:M 80:V 88:K 96:S 104:D"
              : "0:00000a12 12:00021000 20:00000040 40:00003344 80:V 88:K 96:S 104:D";
    } else {
      row =
          gcm
              ? "0:00000223 4:00260101 16:S 24:K 32:A 48:K 56:08000000 64:00140000 68:00000014 72:00000064 76:D 84:M 92:V"
              : "0:00000223 4:00210001 8:11223344 16:S 48:K 56:08000000 72:00000040 76:D 92:V";
    }
    return RawQueue.row(row, symbols);
  }

  private void refusedZip(byte[] job, String what) {
    byte[] result = queue.run(job);
    assertEquals(ZipDescriptor.BAD_DESCRIPTOR, Words.u8(result, 12), what);
    assertEquals(0, Words.i32(result, 4), what);
    untouched(what);
  }

  private void refusedSec(byte[] job, String what) {
    byte[] result = queue.run(job);
    assertEquals(0, Words.u16(result, 112) & 1, what + ": done");
    assertNotEquals(0, result[114], what + ": error_type");
    untouched(what);
  }

  private void untouched(String what) {
    assertArrayEquals(new byte[0x1000], memory.asSlice(0x1000, 0x1000).toArray(JAVA_BYTE), what);
  }

  /** Flips every bit of the given inclusive bit ranges ({@code byte:low-high}) one at a time. */
  private static void eachBit(byte[] good, String ranges, Consumer<byte[]> use) {
    for (String range : ranges.split(" ")) {
      int offset = Integer.parseInt(range.substring(0, range.indexOf(':')));
      int low = Integer.parseInt(range.substring(range.indexOf(':') + 1, range.indexOf('-')));
      int high = Integer.parseInt(range.substring(range.indexOf('-') + 1));
      for (int bit = low; bit <= high; bit++) {
        byte[] bad = good.clone();
        bad[offset + bit / 8] ^= (byte) (1 << bit % 8);
        use.accept(bad);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // dw 5, 6, 7 (offset, bit 24, sqe type), 8, 9 high, 10-12, 16, 17, 22-25, and dw 13 or 26, 27
    "3, 20:0-63 28:0-24 28:28-31 32:0-31 36:16-31 40:0-95 52:0-31 64:0-63 88:0-63 96:0-63",
    "2, 20:0-63 28:0-24 28:28-31 32:0-31 36:16-31 40:0-95 64:0-63 88:0-63 96:0-63 104:0-63"
  })
  void zipReservedBitsMustBeZero(int api, String ranges) {
    open("hisi_zip", api, 0);
    eachBit(zip(api), ranges, bad -> refusedZip(bad, HexFormat.of().formatHex(bad)));
    assertTrue(
        Words.u8(queue.run(zip(api)), 12) != ZipDescriptor.BAD_DESCRIPTOR, "the queue still works");
  }

  @Test
  void zipLengthsTypesAndAddressesHaveLimits() {
    open("hisi_zip", 3, 0);
    refusedZip(with(zip(3), 16, 0), "empty input");
    refusedZip(with(zip(3), 16, (8 << 20) + 1), "input above 8 MiB");
    refusedZip(with(zip(3), 56, 0), "no output space");
    refusedZip(with(zip(3), 56, (8 << 20) + 1), "output above 8 MiB");
    for (int type : new int[] {0, 4, 0x40, 0x43, 0xFF}) {
      refusedZip(with(zip(3), 36, 4 << 12 | type), "request type " + type);
    }
    refusedZip(with(zip(3), 36, 5 << 12 | 2), "window code 5");
    refusedZip(with(zip(3), 36, 4 << 12 | 2 << 8 | 2), "buffer type 2");
    for (long address : new long[] {0, 1, 0xFFF, 1L << 48, -4096, 0x8000_0000_0000_0000L}) {
      byte[] bad = zip(3);
      Words.put64(bad, 72, address);
      refusedZip(bad, "source " + address);
      bad = zip(3);
      Words.put64(bad, 80, address);
      refusedZip(bad, "destination " + address);
    }
  }

  @Test
  void zipStatefulNeedsContextAndRoom() {
    open("hisi_zip", 3, 0);
    byte[] job = with(zip(3), 28, 0x3C000000);
    refusedZip(job, "no context");
    Words.put64(job, 88, at(0x5000));
    refusedZip(with(job, 56, 199), "less than 200 bytes of output");
    refusedZip(with(job, 36, 4 << 12 | 1 << 8 | 2), "list");
    job[28 + 3] = 0x34;
    refusedZip(job, "later request of a stream that never began");
  }

  @Test
  void rawDeflateIsNotForVersion2() {
    open("hisi_zip", 2, 0);
    refusedZip(with(zip(2), 36, 4 << 12 | 1), "raw deflate");
  }

  private static byte[] with(byte[] job, int offset, int value) {
    byte[] changed = job.clone();
    Words.put32(changed, offset, value);
    return changed;
  }

  @ParameterizedTest
  @CsvSource({
    // unused everywhere: flags of bytes 2-7, high bits of lengths, 28-39, 42-47, 48; ICV, offsets
    // and MAC fields in plain cipher jobs
    "2, false, 0:0-3 0:10-10 0:12-14 0:16-17 0:21-31 4:0-30 8:0-31 12:0-5 12:6-8 14:4-15 16:0-31 20:24-31 24:0-31 28:0-95"
        + " 42:0-47 48:0-63 56:0-63 64:0-63 72:0-63",
    "2, true, 0:0-3 0:8-8 0:10-10 0:12-14 0:16-17 0:21-31 4:0-30 8:0-31 12:6-8 14:4-15 16:0-31 20:24-31 24:0-31 28:0-95 42:0-47 48:0-63",
    "3, false, 0:0-3 0:6-8 0:10-10 0:17-31 4:2-9 4:10-12 7:0-7 24:0-63 32:0-63 40:0-63 56:0-26 56:28-31 60:0-31 64:0-31 68:0-31"
        + " 72:24-31 84:0-63 100:0-63 108:0-31",
    "3, true, 0:0-3 0:6-8 0:10-10 0:17-31 4:2-3 4:10-12 7:0-7 40:0-63 56:0-26 56:28-31 60:0-31 64:0-31 68:0-31 72:24-31 100:0-63 108:0-31",
  })
  void secUnusedBitsMustBeZero(int api, boolean gcm, String ranges) {
    open("hisi_sec2", api, 0);
    eachBit(sec(api, gcm), ranges, bad -> refusedSec(bad, HexFormat.of().formatHex(bad)));
    assertEquals(
        gcm ? 0x181 : 0x101, Words.u16(queue.run(sec(api, gcm)), 112), "the queue still works");
  }

  @ParameterizedTest
  @CsvSource({"2, 20, 88, 80, 96, 104", "3, 72, 48, 92, 16, 76"})
  void secLengthsAndAddressesHaveLimits(
      int api, int length, int key, int iv, int source, int destination) {
    open("hisi_sec2", api, 0);
    for (int bytes : new int[] {0, 1, 15, 17, 63, 0xFFFE10}) {
      refusedSec(with(sec(api, false), length, bytes), "length " + bytes);
    }
    for (int field : new int[] {key, iv, source, destination}) {
      for (long address : new long[] {0, 0xFFF, 1L << 48, -4096}) {
        byte[] bad = sec(api, false);
        Words.put64(bad, field, address);
        refusedSec(bad, "address at " + field);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 12, 0", "3, 4, 4"})
  void gcmTagLengthsAre8To16(int api, int field, int shift) {
    open("hisi_sec2", api, 0);
    for (int tag : new int[] {0, 4, 7, 17, 63}) {
      byte[] bad = sec(api, true);
      int word = Words.i32(bad, field) & ~(0x3F << shift) | tag << shift;
      refusedSec(with(bad, field, word), "tag " + tag);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 56, 64, 72", "3, 32, 24, 84"})
  void gcmNeedsAllItsAddressesAndEqualIvs(int api, int authIv, int authKey, int mac) {
    open("hisi_sec2", api, 0);
    for (int field : new int[] {authIv, authKey, mac}) {
      byte[] bad = sec(api, true);
      Words.put64(bad, field, 0);
      refusedSec(bad, "address at " + field);
    }
    memory.set(JAVA_BYTE, 0x6000, (byte) 1);
    byte[] bad = sec(api, true);
    Words.put64(bad, authIv, at(0x6000));
    refusedSec(bad, "two different IVs");
  }

  @Test
  void secQueueOfTypeOneRefusesEverything() {
    open("hisi_sec2", 3, 1);
    refusedSec(sec(3, false), "type 1");
  }

  @Test
  void invalidMarkedDescriptorIsSkipped() {
    open("hisi_sec2", 3, 0);
    byte[] job = sec(3, false);
    job[0] |= 0x10;
    assertEquals(1, Words.u16(queue.run(job), 112));
    untouched("skipped");
  }
}
