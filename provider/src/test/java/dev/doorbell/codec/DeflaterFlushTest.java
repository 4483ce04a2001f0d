package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflaterFlushTest {
  private static final byte[] MARKER = {0, 0, -1, -1};

  private final PretendQueue queue = PretendQueue.reliable();

  private OffloadDeflater offloaded(boolean nowrap) {
    return new OffloadDeflater(6, nowrap, queue.offload(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH})
  void aFlushEndsWithTheEmptyStoredBlockThatProtocolsCutOff(int flush) throws Exception {
    byte[] data = Samples.text(1, 40_000);
    try (Deflater deflater = offloaded(true)) {
      deflater.setInput(data);
      byte[] out = new byte[60_000];
      int n = deflater.deflate(out, 0, out.length, flush);
      assertArrayEquals(MARKER, Arrays.copyOfRange(out, n - 4, n));
      assertArrayEquals(data, Samples.inflateSoFar(Arrays.copyOf(out, n), true));
      assertTrue(queue.deflated.get() > 0);
    }
  }

  @Test
  void aFlushThatIsRepeatedWithoutNewInputAddsNothing() {
    try (Deflater deflater = offloaded(true)) {
      byte[] out = new byte[60_000];
      deflater.setInput(Samples.text(2, 30_000));
      assertTrue(deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) > 0);
      assertEquals(0, deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH));
      assertEquals(5, deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH));
      assertEquals(0, deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH));
      assertEquals(0, deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH));
      assertEquals(0, deflater.deflate(out, 0, out.length, Deflater.NO_FLUSH));
    }
  }

  @Test
  void aFlushIntoSmallBuffersHasOneMarker() throws Exception {
    byte[] data = Samples.text(3, 30_000);
    for (int room = 1; room < 12; room++) {
      try (Deflater deflater = offloaded(false)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deflater.setInput(data);
        byte[] buf = new byte[room];
        int n;
        while ((n = deflater.deflate(buf, 0, room, Deflater.SYNC_FLUSH)) > 0) {
          out.write(buf, 0, n);
        }
        byte[] flushed = out.toByteArray();
        assertArrayEquals(data, Samples.inflateSoFar(flushed, false));
        deflater.finish();
        out.writeBytes(Samples.drain(deflater));
        assertArrayEquals(data, Samples.inflateWithJdk(out.toByteArray(), false, null));
      }
    }
  }

  @Test
  void smallFlushesAfterALargeOneAreAsSmallAsTheJdks() throws Exception {
    PretendQueue own = PretendQueue.reliable();
    byte[] data = Samples.text(16, 40_000);
    try (Deflater ours = new OffloadDeflater(6, true, own.offload(4000));
        Deflater jdk = new Deflater(6, true)) {
      byte[] out = new byte[60_000];
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int step = 0; step < 60; step++) {
        // Every twentieth flush is large enough for the queue again.
        int from = step % 20 == 0 ? 0 : step * 50;
        int len = step % 20 == 0 ? 16_000 : 100;
        int flush = step % 17 == 16 ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH;
        ours.setInput(data, from, len);
        int n = ours.deflate(out, 0, out.length, flush);
        all.write(out, 0, n);
        assertArrayEquals(MARKER, Arrays.copyOfRange(out, n - 4, n));
        jdk.setInput(data, from, len);
        int expected = jdk.deflate(out, 0, out.length, flush);
        assertTrue(
            len > 100 || n <= expected + 5, "step " + step + ": " + n + " against " + expected);
      }
      assertEquals(jdk.getBytesRead(), Samples.inflateSoFar(all.toByteArray(), true).length);
      assertTrue(own.deflated.get() >= 3 && own.deflated.get() < 10, "jobs=" + own.deflated.get());
    }
  }

  @Test
  void afterAFullFlushAReaderCanStartInTheMiddle() throws Exception {
    byte[] first = Samples.text(4, 30_000);
    byte[] second = Samples.text(4, 30_000);
    try (Deflater deflater = offloaded(true)) {
      byte[] out = new byte[60_000];
      deflater.setInput(first);
      deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
      deflater.setInput(second);
      deflater.finish();
      int n = deflater.deflate(out);
      assertTrue(deflater.finished());
      assertArrayEquals(second, Samples.inflateWithJdk(Arrays.copyOf(out, n), true, null));
    }
  }

  @Test
  void afterASyncFlushMatchesReachIntoWhatWasBefore() {
    byte[] noise = Samples.noise(5, 15_000);
    try (Deflater deflater = offloaded(true)) {
      byte[] out = new byte[60_000];
      deflater.setInput(noise);
      deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      deflater.setInput(noise);
      assertTrue(deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) < 1000);
    }
  }

  @Test
  void finishIntoABufferOfTheExactSizeFinishesAtOnce() {
    byte[] data = Samples.text(6, 50_000);
    for (boolean nowrap : new boolean[] {false, true}) {
      try (Deflater deflater = offloaded(nowrap)) {
        deflater.setInput(data);
        deflater.finish();
        int size = Samples.drain(deflater).length;
        deflater.reset();
        deflater.setInput(data);
        deflater.finish();
        assertEquals(size, deflater.deflate(new byte[size]));
        assertTrue(deflater.finished());
      }
    }
  }

  @Test
  void anEmptyStreamIsTheJdksEmptyStream() throws Exception {
    for (boolean nowrap : new boolean[] {false, true}) {
      try (Deflater deflater = offloaded(nowrap)) {
        deflater.finish();
        assertArrayEquals(Samples.deflateWithJdk(new byte[0], 6, nowrap), Samples.drain(deflater));
      }
    }
  }

  @Test
  void nothingIsTakenInWhileTheCallerHasNoRoom() {
    try (Deflater deflater = offloaded(false)) {
      deflater.setInput(Samples.text(7, 100_000));
      assertEquals(0, deflater.deflate(new byte[0]));
      assertFalse(deflater.needsInput());
      assertEquals(0, deflater.getBytesRead());
    }
  }

  @Test
  void inputStaysTheCallersUntilThereIsRoomForWhatCameBefore() {
    try (Deflater deflater = offloaded(true)) {
      byte[] data = Samples.noise(8, 400_000);
      deflater.setInput(data);
      byte[] out = new byte[100];
      deflater.deflate(out);
      assertFalse(deflater.needsInput());
      assertTrue(deflater.getBytesRead() <= 3 * (16 << 10), "read=" + deflater.getBytesRead());
    }
  }

  @Test
  void aDictionaryIsNamedInTheHeaderAndUsed() throws Exception {
    byte[] dictionary = Samples.noise(9, 20_000);
    byte[] data = dictionary.clone();
    try (Deflater deflater = offloaded(false);
        Inflater inflater = new Inflater()) {
      deflater.setDictionary(dictionary);
      deflater.setInput(data);
      deflater.finish();
      byte[] out = new byte[30_000];
      int n = deflater.deflate(out);
      assertTrue(n < 1000, "n=" + n);
      inflater.setInput(out, 0, n);
      byte[] back = new byte[data.length];
      assertEquals(0, inflater.inflate(back));
      assertTrue(inflater.needsDictionary());
      inflater.setDictionary(dictionary);
      assertEquals(data.length, inflater.inflate(back));
      assertArrayEquals(data, back);
      assertTrue(queue.deflated.get() > 0);
    }
  }

  @Test
  void theHeaderIsTheJdksForEveryLevelAndStrategy() {
    byte[] dictionary = {1};
    for (int level = -1; level <= 9; level++) {
      for (int strategy = 0; strategy <= 2; strategy++) {
        for (boolean withDictionary : new boolean[] {false, true}) {
          try (Deflater jdk = new Deflater(level);
              Deflater ours = new OffloadDeflater(level, false, queue.offload(0))) {
            byte[] expected = new byte[6];
            byte[] actual = new byte[6];
            for (Deflater deflater : new Deflater[] {jdk, ours}) {
              deflater.setStrategy(strategy);
              if (withDictionary) {
                deflater.setDictionary(dictionary);
              }
              byte[] out = deflater == jdk ? expected : actual;
              deflater.setInput(new byte[] {1, 2, 3});
              int n = 0;
              // More than one call: the first may only set the strategy.
              for (int i = 0; i < 3; i++) {
                n += deflater.deflate(out, n, (withDictionary ? 6 : 2) - n);
              }
            }
            assertArrayEquals(expected, actual, "level " + level + " strategy " + strategy);
          }
        }
      }
    }
  }

  @Test
  void aDictionaryInMidStreamIsRefusedInZlibFormatAndBeforeAFlushInRaw() throws Exception {
    byte[] data = Samples.text(10, 30_000);
    byte[] out = new byte[60_000];
    try (Deflater zlib = offloaded(false)) {
      zlib.setInput(data);
      zlib.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      assertThrows(IllegalArgumentException.class, () -> zlib.setDictionary(data));
    }
    try (Deflater raw = offloaded(true);
        Inflater inflater = new Inflater(true)) {
      raw.setInput(data, 0, 100);
      raw.deflate(out);
      assertThrows(IllegalArgumentException.class, () -> raw.setDictionary(data));
      raw.setInput(data, 100, data.length - 100);
      int n = raw.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      byte[] dictionary = Samples.noise(11, 10_000);
      raw.setDictionary(dictionary);
      raw.setInput(dictionary);
      raw.finish();
      int m = raw.deflate(out, n, out.length - n);
      assertTrue(m < 1000, "m=" + m);
      byte[] back = new byte[data.length];
      inflater.setInput(out, 0, n);
      assertEquals(data.length, inflater.inflate(back));
      assertArrayEquals(data, back);
      inflater.setDictionary(dictionary);
      inflater.setInput(out, n, m);
      byte[] rest = new byte[10_000];
      assertEquals(10_000, inflater.inflate(rest));
      assertArrayEquals(dictionary, rest);
    }
  }

  @Test
  void levelZeroStaysInSoftware() {
    byte[] data = Samples.text(12, 100_000);
    try (Deflater deflater = new OffloadDeflater(0, true, queue.offload(0))) {
      deflater.setInput(data);
      deflater.finish();
      assertArrayEquals(Samples.deflateWithJdk(data, 0, true), Samples.drain(deflater));
      assertEquals(0, queue.deflated.get());
    }
  }

  @Test
  void whatDoesNotCompressIsStored() throws Exception {
    for (int n : new int[] {100, 5000, 16 << 10, 100_000, 1_000_000}) {
      byte[] noise = Samples.noise(n, n);
      for (boolean expands : new boolean[] {false, true}) {
        for (boolean nowrap : new boolean[] {false, true}) {
          queue.expands = expands;
          try (Deflater deflater = offloaded(nowrap)) {
            deflater.setInput(noise);
            deflater.finish();
            byte[] out = Samples.drain(deflater);
            long bound = n + (n >> 12) + (n >> 14) + (n >> 25) + (nowrap ? 7 : 13) + 16;
            assertTrue(out.length <= bound, n + " bytes became " + out.length);
            assertArrayEquals(noise, Samples.inflateWithJdk(out, nowrap, null));
          }
        }
      }
    }
  }

  @Test
  void aWholeMessageIsOneJob() throws Exception {
    byte[] data = Samples.text(13, 16 << 10);
    try (Deflater deflater = offloaded(false)) {
      deflater.setInput(data);
      deflater.finish();
      assertArrayEquals(data, Samples.inflateWithJdk(Samples.drain(deflater), false, null));
      assertEquals(1, queue.deflated.get());
    }
  }

  @Test
  void totalsGoBeyondTwoGigabytes() {
    byte[] block = new byte[4 << 20];
    byte[] out = new byte[1 << 20];
    try (Deflater deflater = new OffloadDeflater(1, true, PretendQueue.noQueue())) {
      long given = 0;
      while (given <= 1L << 31) {
        deflater.setInput(block);
        while (!deflater.needsInput()) {
          deflater.deflate(out);
        }
        given += block.length;
      }
      assertEquals(given, deflater.getBytesRead());
    }
  }

  @Test
  void anEngineThatCannotTakeTheJobCostsOneJobNotTheStream() throws Exception {
    byte[] data = Samples.text(14, 300_000);
    PretendQueue failing = new PretendQueue(15, 50);
    try (Deflater deflater = new OffloadDeflater(6, false, failing.offload(0))) {
      deflater.setInput(data);
      deflater.finish();
      assertArrayEquals(data, Samples.inflateWithJdk(Samples.drain(deflater), false, null));
      assertTrue(failing.done.get() > 3);
    }
  }
}
