package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What existing callers do with the JDK's classes, some of it undocumented, in the manner of
 * OpenJDK's own tests.
 */
class DropInTest {
  private final PretendQueue queue = PretendQueue.reliable();
  private final Offload offload = queue.offload(0);

  /** A sink that fails as a lost connection does. */
  private static final OutputStream BROKEN =
      new OutputStream() {
        @Override
        public void write(byte[] b, int off, int len) throws IOException {
          throw new IOException("broken");
        }

        @Override
        public void write(byte[] b) {}

        @Override
        public void write(int b) {}
      };

  @Test
  void everyLevelAndStrategyCompressesNoiseInOneCall() throws Exception {
    byte[] data = Samples.noise(1, 200_000);
    byte[] out = new byte[data.length + 1024];
    for (int level = -1; level <= 9; level++) {
      for (int strategy = 0; strategy <= 2; strategy++) {
        for (boolean nowrap : new boolean[] {false, true}) {
          try (Deflater deflater = new OffloadDeflater(level, nowrap, offload)) {
            if (strategy != 0) {
              deflater.setStrategy(strategy);
              // The call that the JDK needs after a new strategy: callers throw its output away.
              assertEquals(0, deflater.deflate(new byte[100]));
            }
            deflater.setInput(data);
            deflater.finish();
            int n = deflater.deflate(out);
            assertTrue(deflater.finished());
            assertArrayEquals(data, Samples.inflateWithJdk(Arrays.copyOf(out, n), nowrap, null));
          }
        }
      }
    }
  }

  @Test
  void aDeflaterIsUsedAgainAfterResetWithOtherParameters() throws Exception {
    try (Deflater deflater = new OffloadDeflater(6, false, offload)) {
      for (int round = 0; round < 40; round++) {
        byte[] data = Samples.text(round, 1000 * round);
        deflater.setLevel(round % 10);
        deflater.setStrategy(round % 3);
        deflater.reset();
        deflater.setInput(data);
        deflater.finish();
        assertArrayEquals(
            data, Samples.inflateWithJdk(Samples.drain(deflater), false, null), "round " + round);
      }
    }
  }

  @Test
  void closeCallsEndEachTimeAsSubclassesExpect() {
    int[] calls = new int[2];
    Deflater deflater =
        new OffloadDeflater(6, true, offload) {
          @Override
          public void end() {
            calls[0]++;
            super.end();
          }
        };
    Inflater inflater =
        new OffloadInflater(true, offload) {
          @Override
          public void end() {
            calls[1]++;
            super.end();
          }
        };
    assertEquals(0, calls[0] + calls[1]);
    for (int i = 0; i < 3; i++) {
      deflater.close();
      inflater.close();
    }
    assertArrayEquals(new int[] {3, 3}, calls);
  }

  @Test
  void convenienceMethodsCallTheOverridableOnes() throws Exception {
    List<String> seen = new ArrayList<>();
    Deflater deflater =
        new OffloadDeflater(6, true, offload) {
          @Override
          public void setInput(byte[] input, int off, int len) {
            seen.add("setInput");
            super.setInput(input, off, len);
          }

          @Override
          public void setDictionary(byte[] dictionary, int off, int len) {
            seen.add("setDictionary");
            super.setDictionary(dictionary, off, len);
          }

          @Override
          public int deflate(byte[] output, int off, int len, int flush) {
            seen.add("deflate");
            return super.deflate(output, off, len, flush);
          }

          @Override
          public int deflate(ByteBuffer output, int flush) {
            seen.add("deflate buffer");
            return super.deflate(output, flush);
          }
        };
    try (deflater) {
      deflater.setDictionary(new byte[3]);
      deflater.setInput(new byte[10]);
      deflater.deflate(new byte[10]);
      deflater.deflate(new byte[10], 0, 10);
      deflater.deflate(ByteBuffer.allocate(10));
    }
    assertEquals(
        List.of("setDictionary", "setInput", "deflate", "deflate", "deflate buffer"), seen);
  }

  @Test
  void aStreamOverABrokenSinkEndsItsDeflater() throws IOException {
    byte[] data = Samples.noise(7, 512);
    OffloadGZIPOutputStream gzip = new OffloadGZIPOutputStream(BROKEN, 512, false, offload);
    gzip.write(data, 0, data.length);
    assertThrows(IOException.class, gzip::close);
    assertThrows(IllegalStateException.class, () -> gzip.write(data, 0, data.length));

    OffloadDeflaterOutputStream zlib = new OffloadDeflaterOutputStream(BROKEN, false, offload);
    // The header goes out with the first bytes, however few.
    assertThrows(IOException.class, () -> zlib.write(data, 0, data.length));
    assertThrows(IOException.class, zlib::finish);
    assertThrows(IllegalStateException.class, () -> zlib.write(data, 0, data.length));

    ZipOutputStream zip = new OffloadZipOutputStream(BROKEN, StandardCharsets.UTF_8, offload);
    assertThrows(IOException.class, () -> zip.putNextEntry(new ZipEntry("")));
    zip.write(data, 0, data.length);
    assertThrows(IOException.class, zip::closeEntry);
    assertThrows(IllegalStateException.class, () -> zip.write(data, 0, data.length));
  }

  @Test
  void aSourceIsNotAskedWhatIsAvailableWithoutAQueue() throws IOException {
    byte[] data = Samples.text(2, 100_000);
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (OutputStream out = new OffloadGZIPOutputStream(gz, 512, false, offload)) {
      out.write(data);
    }
    InputStream source =
        new FilterInputStream(new ByteArrayInputStream(gz.toByteArray())) {
          @Override
          public int available() {
            throw new AssertionError("available() called");
          }
        };
    assertArrayEquals(
        data, new OffloadGZIPInputStream(source, PretendQueue.noQueue()).readAllBytes());
  }

  @Test
  void aFlushByANewLevelAsOldCodeDoesItLosesNothing() throws Exception {
    byte[] data = Samples.text(3, 50_000);
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    class Flushable extends OffloadGZIPOutputStream {
      Flushable() throws IOException {
        super(gz, 512, false, offload);
      }

      @Override
      public void flush() throws IOException {
        def.setInput(new byte[0], 0, 0);
        def.setLevel(Deflater.NO_COMPRESSION);
        deflate();
        def.setLevel(Deflater.DEFAULT_COMPRESSION);
        deflate();
        super.flush();
      }
    }
    try (Flushable out = new Flushable()) {
      for (int i = 0; i < data.length; i += 1000) {
        out.write(data, i, 1000);
        if (i % 3000 == 0) {
          out.flush();
        }
      }
    }
    assertArrayEquals(
        data,
        new java.util.zip.GZIPInputStream(new ByteArrayInputStream(gz.toByteArray()))
            .readAllBytes());
  }

  @Test
  void manyThreadsMayReadTheSameInput() throws Exception {
    byte[] data = Samples.mixed(new java.util.Random(4), 300_000);
    Offload flaky = new PretendQueue(5, 30).offload(0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Callable<byte[]> task =
            () -> {
              byte[] compressed;
              try (Deflater deflater = new OffloadDeflater(6, false, flaky)) {
                deflater.setInput(data);
                deflater.finish();
                compressed = Samples.drain(deflater);
              }
              try (Inflater inflater = new OffloadInflater(false, flaky)) {
                inflater.setInput(ByteBuffer.wrap(compressed));
                byte[] out = new byte[data.length];
                int n = 0;
                while (inflater.getRemaining() > 0) {
                  n += inflater.inflate(out, n, Math.min(8192, out.length - n));
                }
                assertEquals(data.length, n);
                return out;
              }
            };
        results.add(threads.submit(task));
      }
      for (Future<byte[]> result : results) {
        assertArrayEquals(data, result.get());
      }
    }
  }

  @Test
  void oneDeflaterMayBeCalledFromManyThreads() throws Exception {
    byte[] line = Samples.text(6, 997);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Deflater deflater = new OffloadDeflater(6, true, offload);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        done.add(
            threads.submit(() -> {
              synchronized (all) {
                deflater.setInput(line);
                byte[] out = new byte[5000];
                while (!deflater.needsInput()) {
                  all.write(out, 0, deflater.deflate(out));
                }
              }
              deflater.getBytesRead();
              deflater.getAdler();
              deflater.finished();
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
      deflater.finish();
      all.writeBytes(Samples.drain(deflater));
      assertEquals(
          200L * line.length, Samples.inflateWithJdk(all.toByteArray(), true, null).length);
    }
  }

  @Test
  void aGzipOfManyTinyMembersIsReadWhole() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      byte[] content = ("member " + i + " of many").getBytes(StandardCharsets.US_ASCII);
      plain.writeBytes(content);
      try (OutputStream out = new java.util.zip.GZIPOutputStream(all)) {
        out.write(content);
      }
    }
    assertArrayEquals(
        plain.toByteArray(),
        new OffloadGZIPInputStream(new ByteArrayInputStream(all.toByteArray()), offload)
            .readAllBytes());
  }
}
