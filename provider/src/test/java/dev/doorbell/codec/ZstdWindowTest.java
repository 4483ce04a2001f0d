package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which windows are read; zstd's own judgement, and its frames, are the oracle. */
class ZstdWindowTest {
  private static final byte[] SKIPPABLE = {0x5F, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9};

  private static Offload offload;

  @BeforeAll
  static void open() {
    offload = Offload.withEngines(OffloadConfig.of(Map.of("doorbell.devices", "none")), List.of());
  }

  @AfterAll
  static void close() {
    offload.close();
  }

  /** Made as a stream: zstd makes no larger window than a size that it knows of needs. */
  private static byte[] frame(int windowLog, byte[] data) {
    ByteBuffer in = ByteBuffer.allocateDirect(data.length).put(data).flip();
    ByteBuffer out = ByteBuffer.allocateDirect((int) Zstd.compressBound(data.length));
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setWindowLog(windowLog);
      context.compressDirectByteBufferStream(out, in, EndDirective.FLUSH);
      assertTrue(context.compressDirectByteBufferStream(out, in, EndDirective.END));
    }
    byte[] frame = new byte[out.flip().remaining()];
    out.get(frame);
    return frame;
  }

  /** A single segment: its window is its content. */
  private static byte[] singleSegment(byte[] data) {
    byte[] frame = Zstd.compress(data, 3);
    assertTrue((frame[4] & 0x20) != 0, "zstd made more than one segment");
    return frame;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static InputStream reader(InputStream in, int maxWindowLog) {
    return new OffloadZstdInputStream(in, maxWindowLog, offload);
  }

  private static InputStream reader(byte[] compressed, int maxWindowLog) {
    return reader(new ByteArrayInputStream(compressed), maxWindowLog);
  }

  private static void assertRead(byte[] data, byte[] compressed, int log) throws IOException {
    try (InputStream in = reader(compressed, log)) {
      assertArrayEquals(data, in.readAllBytes());
    }
  }

  private static void assertRefused(InputStream in, int log, long window) {
    for (int call = 0; call < 3; call++) {
      ZipException e = assertThrows(ZipException.class, in::read, "call " + call);
      assertEquals(
          "zstd: the frame's window is larger than maxWindowLog=" + log + ": " + window + " bytes",
          e.getMessage());
    }
  }

  /** One byte at a time, counted. */
  private static final class Drops extends FilterInputStream {
    int given;

    Drops(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = super.read(b, off, Math.min(len, 1));
      given += Math.max(n, 0);
      return n;
    }
  }

  private static boolean refusedByZstd(byte[] frame, int log) throws IOException {
    try (ZstdInputStreamNoFinalizer in =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(frame))) {
      in.setLongMax(log);
      in.setContinuous(true);
      return in.read(new byte[1]) > 1;
    } catch (ZstdIOException e) {
      return Math.abs(e.getErrorCode()) == Zstd.errFrameParameterWindowTooLarge();
    }
  }

  private static boolean refusedByUs(byte[] frame, int log) {
    try {
      new ZstdWindowCheck(log).before(ByteBuffer.wrap(frame));
      return false;
    } catch (ZipException e) {
      return true;
    }
  }

  /** Magic number, descriptor, what else there is of a header, and a last, empty, raw block. */
  private static byte[] header(int descriptor, byte... rest) {
    byte[] magic = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    return joined(magic, new byte[] {(byte) descriptor}, rest, new byte[] {1, 0, 0});
  }

  @Test
  void everyWindowDescriptorIsJudgedAsByZstd() throws IOException {
    for (int log = 10; log <= 27; log++) {
      for (int window = 0; window < 256; window++) {
        byte[] frame = header(0, (byte) window);
        assertEquals(
            refusedByZstd(frame, log), refusedByUs(frame, log), "log=" + log + " byte=" + window);
      }
    }
  }

  /** With content sizes of all four lengths, behind the number of a dictionary or none. */
  @Test
  void everyContentSizeOfASingleSegmentIsJudgedAsByZstd() throws IOException {
    long seed = Samples.seed();
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      int log = 10 + random.nextInt(18);
      int numberBytes = new int[] {0, 1, 2, 4}[round & 3];
      int sizeFlag = round >>> 2 & 3;
      long size = (1L << 10 + random.nextInt(sizeFlag == 3 ? 53 : 20)) - 1 + random.nextInt(3);
      size = random.nextInt(3) == 0 ? (1L << log) - 1 + random.nextInt(3) : size;
      ByteBuffer rest =
          ByteBuffer.allocate(numberBytes + (1 << sizeFlag)).order(ByteOrder.LITTLE_ENDIAN);
      rest.position(numberBytes);
      switch (sizeFlag) {
        case 0 -> rest.put((byte) size);
        case 1 -> rest.putShort((short) (size - 256));
        case 2 -> rest.putInt((int) size);
        default -> rest.putLong(size);
      }
      byte[] frame = header(sizeFlag << 6 | 0x20 | round & 3, rest.array());
      boolean expected = refusedByZstd(frame, log);
      refused += expected ? 1 : 0;
      assertEquals(
          expected,
          refusedByUs(frame, log),
          "-Ddoorbell.test.seed=" + seed + " round=" + round + " log=" + log + " size=" + size);
    }
    assertTrue(refused > 200 && refused < 1800, "refused: " + refused);
  }

  @Test
  void aContentSizeThatNoLongHoldsIsTooMuch() {
    byte[] size = {-1, -1, -1, -1, -1, -1, -1, -1};
    assertTrue(refusedByUs(header(0xE0, size), 27));
    size[7] = (byte) 0x80;
    assertTrue(refusedByUs(header(0xE0, size), 27));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 17, 20, 27})
  void aFrameOfZstdsIsReadWithItsWindowAndRefusedWithLess(int log) throws IOException {
    byte[] data = Samples.text(log, 300_000);
    byte[] frame = frame(log, data);
    assertRead(data, frame, log);
    try (InputStream in = reader(frame, log - 1)) {
      assertRefused(in, log - 1, 1L << log);
    }
  }

  @Test
  void aSingleSegmentIsReadUpToTheWindowAllowed() throws IOException {
    byte[] data = Samples.text(1, 1 << 17);
    assertRead(data, singleSegment(data), 17);
    byte[] more = Samples.text(1, (1 << 17) + 1);
    try (InputStream in = reader(singleSegment(more), 17)) {
      assertRefused(in, 17, more.length);
    }
  }

  @Test
  void theDescriptorThatComesAloneIsEnoughToRefuse() throws IOException {
    Drops source = new Drops(frame(20, new byte[300_000]));
    try (InputStream in = reader(source, 19)) {
      assertRefused(in, 19, 1 << 20);
      assertEquals(6, source.given);
    }
  }

  @Test
  void theLastByteOfAContentSizeThatComesAloneIsEnoughToRefuse() throws IOException {
    Drops source = new Drops(singleSegment(Samples.text(1, 300_000)));
    try (InputStream in = reader(source, 18)) {
      assertRefused(in, 18, 300_000);
      assertEquals(9, source.given);
    }
  }

  @Test
  void whatIsAllowedIsReadByteByByte() throws IOException {
    byte[] data = Samples.text(1, 100_000);
    Drops source = new Drops(joined(frame(17, data), SKIPPABLE, singleSegment(data)));
    try (InputStream in = reader(source, 17)) {
      assertArrayEquals(joined(data, data), in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSecondFrameWithALargerWindowIsRefusedAfterTheFirst(boolean drops) throws IOException {
    byte[] data = Samples.text(1, 50_000);
    byte[] both = joined(frame(17, data), frame(18, data));
    try (InputStream in = reader(drops ? new Drops(both) : new ByteArrayInputStream(both), 17)) {
      assertArrayEquals(data, in.readNBytes(data.length));
      assertRefused(in, 17, 1 << 18);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSkippableFrameHidesNoWindow(boolean drops) throws IOException {
    byte[] long1 = new byte[300_008];
    System.arraycopy(
        new byte[] {0x50, 0x2A, 0x4D, 0x18, (byte) 0xE0, (byte) 0x93, 4, 0}, 0, long1, 0, 8);
    byte[] all = joined(SKIPPABLE, long1, SKIPPABLE, frame(18, new byte[100_000]));
    try (InputStream in = reader(drops ? new Drops(all) : new ByteArrayInputStream(all), 17)) {
      assertRefused(in, 17, 1 << 18);
    }
  }

  @Test
  void aSkippableFrameHasNoWindow() {
    for (int i = 0; i < 16; i++) {
      byte[] frame = {(byte) (0x50 + i), 0x2A, 0x4D, 0x18, -1, -1, -1, 127, -1, -1, -1, -1};
      assertFalse(refusedByUs(frame, 10), "" + i);
    }
  }
}
