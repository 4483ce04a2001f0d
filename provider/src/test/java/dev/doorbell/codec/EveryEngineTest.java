package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The deflater's contract where it is the most work to keep: streams of several large pieces. */
class EveryEngineTest {
  /** Larger than a piece of any engine. */
  private static final int LONG = 5 << 20;

  private static byte[] longText(int n) {
    byte[] unit = Samples.mixed(new Random(3), 300_000);
    byte[] data = new byte[n];
    for (int at = 0; at < n; at += unit.length) {
      System.arraycopy(unit, 0, data, at, Math.min(unit.length, n - at));
      unit[at % unit.length]++;
    }
    return data;
  }

  @ParameterizedTest
  @EnumSource
  void aLongMessageInOneInputComesBack(Engines engines) throws Exception {
    byte[] data = longText(LONG);
    try (Offload offload = engines.open()) {
      for (int level : new int[] {1, 2, 6}) {
        try (Deflater deflater = new OffloadDeflater(level, false, offload)) {
          deflater.setInput(data);
          deflater.finish();
          byte[] compressed = Samples.drain(deflater);
          assertArrayEquals(data, Samples.inflateWithJdk(compressed, false, null));
          assertEquals(data.length, deflater.getBytesRead());
          assertEquals(compressed.length, deflater.getBytesWritten());
          Adler32 adler = new Adler32();
          adler.update(data);
          assertEquals((int) adler.getValue(), deflater.getAdler());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongMessageComesOutInOneCallWhereItHasRoom(Engines engines) throws Exception {
    // The second ends with a piece that is too short for a thread of its own.
    for (int length : new int[] {LONG - 1000, LONG + 1000}) {
      byte[] data = longText(length);
      byte[] out = new byte[length + length / 1000 + 1000];
      try (Offload offload = engines.open()) {
        for (int level : new int[] {1, 6}) {
          try (Deflater deflater = new OffloadDeflater(level, false, offload)) {
            deflater.setInput(data);
            deflater.finish();
            int n = deflater.deflate(out);
            assertTrue(deflater.finished());
            assertEquals(n, deflater.getBytesWritten());
            assertEquals(length, deflater.getBytesRead());
            byte[] compressed = Arrays.copyOf(out, n);
            assertArrayEquals(data, Samples.inflateWithJdk(compressed, false, null));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void consumedInputIsTheCallersToOverwrite(Engines engines) throws Exception {
    byte[] data = longText(LONG);
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(6, false, offload)) {
      byte[] input = data.clone();
      byte[] out = new byte[2 * LONG];
      deflater.setInput(input);
      int n = deflater.deflate(out);
      assertTrue(deflater.needsInput());
      assertFalse(deflater.finished());
      Arrays.fill(input, (byte) 0);
      deflater.finish();
      n += deflater.deflate(out, n, out.length - n);
      assertTrue(deflater.finished());
      byte[] compressed = Arrays.copyOf(out, n);
      assertArrayEquals(data, Samples.inflateWithJdk(compressed, false, null));
    }
  }

  @ParameterizedTest
  @EnumSource
  void levelsAndStrategiesMayChangeInMidStream(Engines engines) throws Exception {
    byte[] data = longText(LONG);
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(1, true, offload)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buf = new byte[100_000];
      int[] levels = {1, 6, 9, 0, 4, 1, -1, 2};
      int step = data.length / levels.length + 1;
      for (int i = 0; i < levels.length; i++) {
        int from = i * step;
        deflater.setInput(data, from, Math.min(step, data.length - from));
        while (!deflater.needsInput()) {
          out.write(buf, 0, deflater.deflate(buf));
        }
        deflater.setLevel(levels[i]);
        deflater.setStrategy(i % 3);
      }
      deflater.finish();
      out.writeBytes(Samples.drain(deflater));
      assertArrayEquals(data, Samples.inflateWithJdk(out.toByteArray(), true, null));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlushMakesAllThatCameBeforeReadable(Engines engines) throws Exception {
    byte[] data = longText(LONG);
    try (Offload offload = engines.open()) {
      for (int flush : new int[] {Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH}) {
        try (Deflater deflater = new OffloadDeflater(6, false, offload)) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          byte[] buf = new byte[1 << 20];
          for (int given : new int[] {3_000_000, 3_000_100, data.length}) {
            deflater.setInput(
                data, (int) deflater.getBytesRead(), given - (int) deflater.getBytesRead());
            int n;
            do {
              n = deflater.deflate(buf, 0, buf.length, flush);
              out.write(buf, 0, n);
            } while (n == buf.length);
            byte[] soFar = Samples.inflateSoFar(out.toByteArray(), false);
            assertArrayEquals(Arrays.copyOf(data, given), soFar);
            byte[] tail = out.toByteArray();
            assertArrayEquals(
                new byte[] {0, 0, -1, -1}, Arrays.copyOfRange(tail, tail.length - 4, tail.length));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPresetDictionaryIsNamedAndNeeded(Engines engines) throws Exception {
    byte[] dictionary = Samples.text(4, 20_000);
    byte[] data = longText(LONG);
    System.arraycopy(dictionary, 0, data, 10, dictionary.length);
    Adler32 id = new Adler32();
    id.update(dictionary);
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(6, false, offload)) {
      for (ByteBuffer form :
          new ByteBuffer[] {
            ByteBuffer.wrap(dictionary),
            ByteBuffer.wrap(dictionary).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(dictionary.length).put(dictionary).flip()
          }) {
        deflater.reset();
        deflater.setDictionary(form);
        assertEquals(0, form.remaining());
        assertEquals((int) id.getValue(), deflater.getAdler());
        deflater.setInput(data);
        deflater.finish();
        byte[] compressed = Samples.drain(deflater);
        try (Inflater inflater = new OffloadInflater(false, offload)) {
          inflater.setInput(compressed);
          assertEquals(0, inflater.inflate(new byte[10]));
          assertTrue(inflater.needsDictionary());
          assertEquals((int) id.getValue(), inflater.getAdler());
        }
        assertArrayEquals(data, Samples.inflateWithJdk(compressed, false, dictionary));
      }
    }
  }

  /** deflateBound of zlib 1.3 for the default window and memory level, with zlib's frame. */
  private static long zlibBound(long n) {
    return n + (n >> 12) + (n >> 14) + (n >> 25) + 13;
  }

  @ParameterizedTest
  @EnumSource
  void noiseNeverGrowsBeyondZlibsBound(Engines engines) {
    try (Offload offload = engines.open()) {
      for (int level : new int[] {1, 3, 6, 9}) {
        try (Deflater deflater = new OffloadDeflater(level, false, offload)) {
          for (int n :
              new int[] {0, 1, 100, 1023, 1024, 65_535, 65_536, 70_000, 600_000, 3 << 20}) {
            byte[] data = Samples.noise(n, n);
            deflater.reset();
            deflater.setInput(data);
            deflater.finish();
            byte[] out =
                new byte[(int) zlibBound(n) + (engines == Engines.QUEUE_IN_A_STORM ? 16 : 0)];
            int size = deflater.deflate(out);
            assertTrue(deflater.finished(), "level=" + level + " bytes=" + n + " size=" + size);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOutputMayComeInSingleBytes(Engines engines) throws Exception {
    byte[] data = longText(700_000);
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(1, false, offload)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] one = new byte[1];
      deflater.setInput(ByteBuffer.wrap(data));
      deflater.finish();
      while (!deflater.finished()) {
        out.write(one, 0, deflater.deflate(one));
      }
      assertArrayEquals(data, Samples.inflateWithJdk(out.toByteArray(), false, null));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamGivenUpInTheMiddleLeavesNothingToTheNext(Engines engines) throws Exception {
    byte[] data = longText(LONG);
    byte[] other = Samples.text(8, 100_000);
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(1, false, offload)) {
      for (int round = 0; round < 5; round++) {
        deflater.setInput(data);
        deflater.deflate(new byte[1 + round * 100_000]);
        deflater.reset();
        deflater.setInput(other);
        deflater.finish();
        assertArrayEquals(other, Samples.inflateWithJdk(Samples.drain(deflater), false, null));
        deflater.reset();
      }
    }
  }

  @Test
  void totalsAndChecksumGoBeyondTwoGigabytesInBothDirections() throws Exception {
    byte[] zeros = new byte[1 << 20];
    long all = (2L << 30) + (3 << 20);
    try (Offload offload = Engines.LIBRARIES.open();
        Deflater deflater = new OffloadDeflater(1, false, offload);
        Inflater inflater = new OffloadInflater(false, offload)) {
      byte[] buf = new byte[1 << 16];
      byte[] back = new byte[1 << 20];
      long read = 0;
      while (!deflater.finished()) {
        if (deflater.needsInput()) {
          if (read < all) {
            deflater.setInput(zeros);
            read += zeros.length;
          } else {
            deflater.finish();
          }
        }
        int n = deflater.deflate(buf);
        inflater.setInput(buf, 0, n);
        while (inflater.inflate(back) > 0) {
          // Only counted: the checksum says that all of it is zeros.
        }
      }
      assertTrue(inflater.finished());
      assertEquals(all, deflater.getBytesRead());
      assertEquals(all, inflater.getBytesWritten());
      assertEquals(deflater.getBytesWritten(), inflater.getBytesRead());
      assertEquals(inflater.getAdler(), deflater.getAdler());
      @SuppressWarnings("deprecation")
      int wrapped = deflater.getTotalIn();
      assertEquals((int) all, wrapped);
    }
  }
}
