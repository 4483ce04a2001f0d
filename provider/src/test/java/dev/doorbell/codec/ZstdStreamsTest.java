package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams' contract in software, with readers and writers that are not ours. */
class ZstdStreamsTest {
  private static Offload offload;

  @BeforeAll
  static void open() {
    offload = offload(1);
  }

  @AfterAll
  static void close() {
    offload.close();
  }

  private static Offload offload(int parallelism) {
    return Offload.withEngines(
        OffloadConfig.of(
            Map.of("doorbell.devices", "none", "doorbell.codec.parallelism", "" + parallelism)),
        List.of());
  }

  private static OffloadZstdOutputStream stream(OutputStream out) {
    return new OffloadZstdOutputStream(out, ZstdParameters.DEFAULT, offload);
  }

  private static byte[] compressed(byte[] data, ZstdParameters parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new OffloadZstdOutputStream(bytes, parameters, offload)) {
      out.write(data);
    }
    return bytes.toByteArray();
  }

  private static byte[] compressed(byte[] data) throws IOException {
    return compressed(data, ZstdParameters.DEFAULT);
  }

  private static InputStream reader(byte[] compressed) {
    return new OffloadZstdInputStream(new ByteArrayInputStream(compressed), 27, offload);
  }

  private static byte[] decompressed(byte[] compressed) throws IOException {
    try (InputStream in = reader(compressed)) {
      return in.readAllBytes();
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void anySequenceOfWritesAndFlushesIsReadBack() throws IOException {
    long seed = Samples.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      String where = "-Ddoorbell.test.seed=" + seed + " round=" + round;
      byte[] data = Samples.mixed(random, random.nextInt(round % 10 == 0 ? 600_000 : 60_000));
      ZstdParameters parameters =
          new ZstdParameters(
              random.nextInt(27) - 7,
              random.nextBoolean(),
              random.nextInt(3) == 0 ? 10 + random.nextInt(13) : 0,
              random.nextBoolean() ? data.length : -1);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new OffloadZstdOutputStream(bytes, parameters, offload)) {
        for (int at = 0; at < data.length; ) {
          int n = Math.min(data.length - at, random.nextInt(40_000));
          if (n == 1) {
            out.write(data[at]);
          } else {
            out.write(data, at, n);
          }
          at += n;
          if (random.nextInt(6) == 0) {
            out.flush();
            assertArrayEquals(Arrays.copyOf(data, at), ZstdPeers.soFar(bytes.toByteArray()), where);
          }
        }
      }
      ZstdPeers.assertReadBack(data, bytes.toByteArray(), where);
      assertArrayEquals(data, decompressed(bytes.toByteArray()), where);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-7, -1, 0, 1, 3, 9, 19, 22})
  void everyLevelIsReadBack(int level) throws IOException {
    byte[] data = Samples.mixed(new Random(level), 300_000);
    byte[] compressed =
        compressed(data, ZstdParameters.DEFAULT.withLevel(level).withContentSize(data.length));
    ZstdPeers.assertReadBack(data, compressed, "level " + level);
  }

  @Test
  void sizesAreThoseOfZstdsOwnStream() throws IOException {
    byte[] data = Samples.mixed(new Random(5), 1 << 20);
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    try (OutputStream out = new com.github.luben.zstd.ZstdOutputStreamNoFinalizer(theirs, 3)) {
      out.write(data);
    }
    int ours = compressed(data).length;
    assertTrue(ours <= theirs.size() * 1.001 + 16, ours + " bytes, zstd-jni " + theirs.size());
  }

  @Test
  void theCommandReadsWhatIsWritten() throws Exception {
    Assumptions.assumeTrue(ZstdPeers.hasCommand(), "zstd is not installed");
    byte[] data = Samples.mixed(new Random(1), 400_000);
    assertArrayEquals(data, ZstdPeers.command(compressed(data), "-dc"));
  }

  @ParameterizedTest
  @CsvSource({"-1", "-19", "--fast=5", "--no-check"})
  void whatTheCommandWritesIsRead(String option) throws Exception {
    Assumptions.assumeTrue(ZstdPeers.hasCommand(), "zstd is not installed");
    byte[] data = Samples.mixed(new Random(2), 400_000);
    assertArrayEquals(data, decompressed(ZstdPeers.command(data, "-c", option)));
  }

  @Test
  void aStreamThatNothingWasWrittenToIsAFrameWithoutContent() throws IOException {
    byte[] compressed = compressed(new byte[0]);
    assertEquals(0, Zstd.getFrameContentSize(compressed));
    assertEquals(-1, reader(compressed).read());
    ZstdPeers.assertReadBack(new byte[0], compressed, "empty");
  }

  @Test
  void aSourceWithoutAByteHasNoFrames() throws IOException {
    assertEquals(-1, reader(new byte[0]).read());
  }

  @Test
  void framesAreReadOneAfterTheOther() throws IOException {
    byte[] skippable = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9};
    byte[] data = Samples.text(3, 200_000);
    byte[] all =
        joined(
            compressed(new byte[0]),
            compressed(data),
            skippable,
            compressed(new byte[0]),
            ZstdPeers.compressWithLibrary(data, 5),
            skippable);
    assertArrayEquals(joined(data, data), decompressed(all));
  }

  @Test
  void aSmallStreamHasItsSizeInItsHeader() throws IOException {
    assertEquals(1000, Zstd.getFrameContentSize(compressed(new byte[1000])));
  }

  @Test
  void aKnownSizeIsInTheHeader() throws IOException {
    byte[] data = Samples.text(1, 500_000);
    byte[] compressed = compressed(data, ZstdParameters.DEFAULT.withContentSize(data.length));
    assertEquals(data.length, Zstd.getFrameContentSize(compressed));
    ZstdPeers.assertReadBack(data, compressed, "known size");
  }

  @Test
  void moreThanTheKnownSizeIsRefused() throws IOException {
    try (OutputStream out =
        new OffloadZstdOutputStream(
            OutputStream.nullOutputStream(), ZstdParameters.DEFAULT.withContentSize(5), offload)) {
      out.write(new byte[5]);
      IOException e = assertThrows(IOException.class, () -> out.write(1));
      assertTrue(e.getMessage().contains("contentSize=5"), e.getMessage());
    }
  }

  @Test
  void lessThanTheKnownSizeIsRefusedAtTheEnd() throws IOException {
    OffloadZstdOutputStream out =
        new OffloadZstdOutputStream(
            OutputStream.nullOutputStream(), ZstdParameters.DEFAULT.withContentSize(5), offload);
    out.write(new byte[4]);
    IOException e = assertThrows(IOException.class, out::close);
    assertTrue(e.getMessage().contains("contentSize=5"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "-8, 0, -1, level=-8",
    "23, 0, -1, level=23",
    "3, 9, -1, windowLog=9",
    "3, 28, -1, windowLog=28",
    "3, 0, -2, contentSize=-2"
  })
  void parametersOutOfRangeAreNamed(int level, int windowLog, long size, String named) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new ZstdParameters(level, true, windowLog, size));
    assertTrue(
        e.getMessage().startsWith(named) && e.getMessage().contains("allowed"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 28})
  void aWindowLimitOutOfRangeIsNamed(int log) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new OffloadZstdInputStream(InputStream.nullInputStream(), log, offload));
    assertEquals("maxWindowLog=" + log + ", allowed: 10 to 27", e.getMessage());
  }

  @Test
  void whereverItIsCutAFrameEndsUnexpectedly() throws IOException {
    byte[] compressed = compressed(Samples.mixed(new Random(4), 3000));
    for (int n = 1; n < compressed.length; n++) {
      try (InputStream in = reader(Arrays.copyOf(compressed, n))) {
        assertThrows(EOFException.class, in::readAllBytes, "cut at " + n);
        assertThrows(EOFException.class, in::read, "and again");
      }
    }
  }

  @Test
  void whatIsWrongIsAZipExceptionOrTheEnd() throws IOException {
    byte[] data = Samples.mixed(new Random(4), 2000);
    byte[] compressed = compressed(data);
    for (int i = 0; i < compressed.length; i++) {
      byte[] wrong = compressed.clone();
      wrong[i] ^= 0x41;
      byte[] got = new byte[0];
      try (InputStream in = reader(wrong)) {
        got = in.readAllBytes();
        assertArrayEquals(data, got, "a change at " + i + " went unseen");
      } catch (ZipException | EOFException seen) {
        assertEquals(0, got.length);
      }
    }
  }

  @Test
  void whatFollowsTheLastFrameAndIsNoneIsRefused() throws IOException {
    byte[] data = Samples.text(1, 1000);
    try (InputStream in = reader(joined(compressed(data), new byte[] {1, 2, 3, 4, 5}))) {
      assertArrayEquals(data, in.readNBytes(1000));
      assertThrows(ZipException.class, in::read);
      assertThrows(ZipException.class, in::read);
    }
  }

  @Test
  void aFrameThatNeedsADictionaryIsRefused() throws IOException {
    // Magic number; one segment with a dictionary's number in a byte; number 7; no content; a last,
    // empty, raw block.
    byte[] compressed = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x21, 7, 0, 1, 0, 0};
    try (InputStream in = reader(compressed)) {
      assertThrows(ZipException.class, in::read);
    }
  }

  @Test
  void smallReadsSkipsAndAvailableAgree() throws IOException {
    byte[] data = Samples.text(1, 300_000);
    try (InputStream in = reader(compressed(data))) {
      assertEquals(0, in.available());
      assertEquals(data[0] & 0xFF, in.read());
      assertTrue(in.available() > 0);
      assertEquals(200_000, in.skip(200_000));
      assertEquals(data[200_001] & 0xFF, in.read());
      assertEquals(0, in.read(new byte[0]));
      assertEquals(99_998, in.skip(1 << 20));
      assertEquals(-1, in.read());
      assertEquals(0, in.skip(1));
      assertFalse(in.markSupported());
      assertThrows(IOException.class, in::reset);
    }
  }

  @Test
  void whatIsThereIsGivenOutBeforeMoreIsAskedFor() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OffloadZstdOutputStream out = stream(bytes);
    out.write(Samples.text(1, 1000));
    out.flush();
    InputStream blocking =
        new InputStream() {
          private boolean given;

          @Override
          public int read() {
            throw new AssertionError("more was asked for than is needed");
          }

          @Override
          public int read(byte[] b, int off, int len) {
            assertFalse(given, "more was asked for than is needed");
            given = true;
            System.arraycopy(bytes.toByteArray(), 0, b, off, bytes.size());
            return bytes.size();
          }
        };
    try (InputStream in = new OffloadZstdInputStream(blocking, 27, offload)) {
      assertArrayEquals(Samples.text(1, 1000), in.readNBytes(1000));
    }
    out.close();
  }

  @Test
  void closeIsForOnce() throws IOException {
    int[] closed = new int[1];
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0]++;
          }
        };
    OffloadZstdOutputStream out = stream(bytes);
    out.write(1);
    out.close();
    int size = bytes.size();
    out.close();
    out.flush();
    assertEquals(size, bytes.size());
    assertEquals(1, closed[0]);
    assertThrows(IOException.class, () -> out.write(1));
    assertThrows(IOException.class, out::finish);
    InputStream in = reader(bytes.toByteArray());
    in.close();
    in.close();
    assertThrows(IOException.class, in::read);
    assertThrows(IOException.class, in::available);
  }

  @Test
  void finishLeavesTheUnderlyingStreamOpen() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OffloadZstdOutputStream out = stream(bytes);
    out.write(7);
    out.finish();
    out.finish();
    assertArrayEquals(new byte[] {7}, decompressed(bytes.toByteArray()));
    assertThrows(IOException.class, () -> out.write(1));
    int size = bytes.size();
    out.close();
    assertEquals(size, bytes.size());
  }

  @Test
  void aFlushThatHasNothingNewAddsNothing() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = stream(bytes)) {
      out.flush();
      assertEquals(0, bytes.size());
      out.write(new byte[10]);
      out.flush();
      int size = bytes.size();
      out.flush();
      assertEquals(size, bytes.size());
    }
  }

  @Test
  void aStreamWhoseTargetFailsWritesNothingMore() throws IOException {
    boolean[] failing = {true};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean[] closed = new boolean[1];
    OutputStream target =
        new FilterOutputStream(bytes) {
          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            if (failing[0]) {
              throw new IOException("full");
            }
            bytes.write(b, off, len);
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    OffloadZstdOutputStream out = stream(target);
    out.write(new byte[10]);
    assertThrows(IOException.class, out::flush);
    failing[0] = false;
    assertThrows(IOException.class, () -> out.write(1));
    out.close();
    assertEquals(0, bytes.size());
    assertTrue(closed[0]);
  }

  @Test
  void moreCoresMakeOneFrame() throws IOException {
    byte[] data = Samples.mixed(new Random(6), 5 << 20);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Offload two = offload(2);
        OutputStream out = new OffloadZstdOutputStream(bytes, ZstdParameters.DEFAULT, two)) {
      out.write(data, 0, 3 << 20);
      out.flush();
      assertArrayEquals(
          Arrays.copyOf(data, 3 << 20), ZstdPeers.soFar(bytes.toByteArray()), "after the flush");
      out.write(data, 3 << 20, 2 << 20);
    }
    ZstdPeers.assertReadBack(data, bytes.toByteArray(), "two cores");
    int frames = 0;
    for (int at = 0; at < bytes.size(); frames++) {
      at += (int) frameBytes(Arrays.copyOfRange(bytes.toByteArray(), at, bytes.size()));
    }
    assertEquals(1, frames);
  }

  private static long frameBytes(byte[] from) {
    return Zstd.findFrameCompressedSize(from);
  }

  @Test
  void whatIsDoneInSoftwareIsCountedWithItsReason() throws IOException {
    try (Offload own = offload(1)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new OffloadZstdOutputStream(bytes, ZstdParameters.DEFAULT, own)) {
        out.write(new byte[1000]);
      }
      new OffloadZstdInputStream(new ByteArrayInputStream(bytes.toByteArray()), 27, own)
          .readAllBytes();
      assertEquals(
          List.of("ZSTD_DECOMPRESS NO_DEVICE", "LZ77_ZSTD NO_DEVICE"),
          own.counters().stream().map(row -> row.operation() + " " + row.reason()).toList());
    }
  }

  @Test
  void manyVirtualThreadsEachWithAStream() throws Exception {
    int threads = 50;
    CountDownLatch done = new CountDownLatch(threads);
    Throwable[] failure = new Throwable[1];
    for (int i = 0; i < threads; i++) {
      byte[] data = Samples.mixed(new Random(i), 20_000);
      Thread.startVirtualThread(() -> {
        try {
          assertArrayEquals(data, decompressed(compressed(data)));
        } catch (Throwable e) {
          failure[0] = e;
        } finally {
          done.countDown();
        }
      });
    }
    done.await();
    assertEquals(null, failure[0]);
  }
}
