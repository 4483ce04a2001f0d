package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.InflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our codecs in the JDK's streams and our streams, each read or written by the JDK on the other
 * side.
 */
class StreamsTest {
  private final long seed = Samples.seed();
  private final Random random = new Random(seed);
  private final PretendQueue queue = new PretendQueue(seed, 20);
  private final Offload offload = queue.offload(1000);

  private interface Writer {
    OutputStream over(OutputStream out) throws IOException;
  }

  private byte[] written(byte[] data, Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = writer.over(bytes)) {
      int at = 0;
      while (at < data.length) {
        int n = Math.min(data.length - at, 1 + random.nextInt(1 << (1 + random.nextInt(17))));
        out.write(data, at, n);
        at += n;
        if (random.nextInt(4) == 0) {
          out.flush();
        }
        if (at < data.length && random.nextInt(4) == 0) {
          out.write(data[at++]);
        }
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void gzipIsReadBackByTheJdk() throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] data = Samples.mixed(random, random.nextInt(300_000));
      boolean syncFlush = random.nextBoolean();
      byte[] gz =
          written(
              data,
              out ->
                  new OffloadGZIPOutputStream(out, 1 + random.nextInt(5000), syncFlush, offload));
      assertArrayEquals(
          data, new GZIPInputStream(new ByteArrayInputStream(gz)).readAllBytes(), "seed=" + seed);
    }
    assertTrue(queue.deflated.get() > 0);
  }

  @Test
  void aSmallGzipIsTheJdksByteForByte() throws IOException {
    byte[] data = Samples.text(1, 900);
    ByteArrayOutputStream jdk = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(jdk)) {
      out.write(data);
    }
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    try (OutputStream out = new OffloadGZIPOutputStream(ours, 512, false, offload)) {
      out.write(data);
    }
    assertArrayEquals(jdk.toByteArray(), ours.toByteArray());
  }

  @Test
  void zlibStreamsAreReadBackByTheJdk() throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] data = Samples.mixed(random, random.nextInt(200_000));
      byte[] zlib =
          written(data, out -> new OffloadDeflaterOutputStream(out, random.nextBoolean(), offload));
      assertArrayEquals(
          data,
          new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes(),
          "seed=" + seed);
      byte[] own =
          written(
              data,
              out ->
                  new OffloadDeflaterOutputStream(
                      out,
                      new OffloadDeflater(3, true, offload),
                      1 + random.nextInt(900),
                      random.nextBoolean()));
      InputStream in = new InflaterInputStream(new ByteArrayInputStream(own), new Inflater(true));
      assertArrayEquals(data, in.readAllBytes(), "seed=" + seed);
    }
  }

  @Test
  void aFlushMakesAllThatWasWrittenReadable() throws IOException {
    byte[] data = Samples.mixed(random, 100_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DeflaterOutputStream out = new OffloadDeflaterOutputStream(bytes, true, offload);
    out.write(data);
    out.flush();
    InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertArrayEquals(data, in.readNBytes(data.length), "seed=" + seed);
  }

  @Test
  void rawInflaterStreamsReadWhatTheJdkWrote() throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] data = Samples.mixed(random, random.nextInt(300_000));
      byte[] raw = Samples.deflateWithJdk(data, 6, true);
      InputStream source = round % 2 == 0 ? trickle(raw) : new ByteArrayInputStream(raw);
      InputStream in = new OffloadInflaterInputStream(source, true, offload);
      assertArrayEquals(data, read(in), "seed=" + seed);
    }
    assertTrue(queue.inflated.get() > 0);
  }

  @Test
  void inflaterStreamsReadWhatTheJdkWrote() throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] data = Samples.mixed(random, random.nextInt(300_000));
      byte[] zlib = Samples.deflateWithJdk(data, 6, false);
      InputStream in = new OffloadInflaterInputStream(trickle(zlib), false, offload);
      assertArrayEquals(data, read(in), "seed=" + seed);
      InputStream own =
          new OffloadInflaterInputStream(
              trickle(zlib), new OffloadInflater(false, offload), 1 + random.nextInt(70_000));
      assertArrayEquals(data, read(own), "seed=" + seed);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out =
          new InflaterOutputStream(
              bytes, new OffloadInflater(false, offload), 1 + random.nextInt(5000))) {
        for (int at = 0; at < zlib.length; ) {
          int n = Math.min(zlib.length - at, 1 + random.nextInt(100_000));
          out.write(zlib, at, n);
          at += n;
        }
      }
      assertArrayEquals(data, bytes.toByteArray(), "seed=" + seed);
      InputStream deflating =
          new DeflaterInputStream(
              new ByteArrayInputStream(data), new OffloadDeflater(6, false, offload));
      assertArrayEquals(
          data,
          new InflaterInputStream(new ByteArrayInputStream(read(deflating))).readAllBytes(),
          "seed=" + seed);
    }
  }

  private byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buf = new byte[1 + random.nextInt(20_000)];
    int n;
    while ((n = random.nextInt(9) == 0 ? one(in, buf) : in.read(buf)) >= 0) {
      out.write(buf, 0, n);
    }
    in.close();
    return out.toByteArray();
  }

  private static int one(InputStream in, byte[] buf) throws IOException {
    int b = in.read();
    buf[0] = (byte) b;
    return b < 0 ? -1 : 1;
  }

  /** A source that gives and announces as it likes. */
  private InputStream trickle(byte[] data) {
    boolean silent = random.nextInt(4) == 0;
    int portion = 1 + random.nextInt(1 << (1 + random.nextInt(19)));
    return new FilterInputStream(new ByteArrayInputStream(data)) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        return super.read(b, off, Math.min(len, portion));
      }

      @Override
      public int available() throws IOException {
        return silent ? 0 : Math.min(super.available(), portion);
      }
    };
  }

  @Test
  void concatenatedGzipMembersAreOneStream() throws IOException {
    for (int round = 0; round < 30; round++) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      int members = 1 + random.nextInt(6);
      for (int m = 0; m < members; m++) {
        byte[] data = Samples.mixed(random, random.nextInt(60_000));
        plain.write(data);
        all.write(written(data, GZIPOutputStream::new));
      }
      int padding = random.nextInt(3) * 200;
      all.write(new byte[padding]);
      InputStream in =
          random.nextBoolean()
              ? new OffloadGZIPInputStream(trickle(all.toByteArray()), offload)
              : new OffloadGZIPInputStream(
                  trickle(all.toByteArray()), 1 + random.nextInt(100_000), offload);
      assertArrayEquals(plain.toByteArray(), read(in), "seed=" + seed);
    }
  }

  @Test
  void aGzipFileOfAQueuesSizeIsOneJob() throws IOException {
    byte[] data = Samples.text(2, 400_000);
    byte[] gz = written(data, GZIPOutputStream::new);
    PretendQueue reliable = PretendQueue.reliable();
    try (InputStream in =
        new OffloadGZIPInputStream(new ByteArrayInputStream(gz), reliable.offload(1000))) {
      assertArrayEquals(data, in.readAllBytes());
    }
    assertEquals(1, reliable.done.get());
  }

  @Test
  void withoutAQueueNoMoreIsReadAheadThanByTheJdk() throws IOException {
    byte[] gz = written(Samples.noise(3, 50_000), GZIPOutputStream::new);
    for (Offload where : new Offload[] {PretendQueue.noQueue(), offload}) {
      ByteArrayInputStream source = new ByteArrayInputStream(gz);
      InputStream in = new OffloadGZIPInputStream(source, where);
      in.read();
      assertEquals(where == offload, source.available() < gz.length - 10_000);
    }
  }

  @Test
  void everyTruncationOfAGzipFileIsAnEofAsWithTheJdk() throws IOException {
    byte[] gz = written(Samples.text(4, 3000), GZIPOutputStream::new);
    Offload all = PretendQueue.reliable().offload(0);
    for (int n = 0; n < gz.length; n += 7) {
      byte[] part = Arrays.copyOf(gz, n);
      assertThrows(
          EOFException.class,
          () -> new OffloadGZIPInputStream(new ByteArrayInputStream(part), all).readAllBytes());
    }
  }

  @Test
  void aDamagedGzipFileIsRefusedAsByTheJdk() throws IOException {
    byte[] gz = written(Samples.mixed(random, 4000), GZIPOutputStream::new);
    Offload all = PretendQueue.reliable().offload(0);
    for (int i = 0; i < gz.length; i++) {
      byte[] damaged = gz.clone();
      damaged[i] ^= 0x10;
      assertEquals(
          outcome(() -> new GZIPInputStream(new ByteArrayInputStream(damaged)).readAllBytes()),
          outcome(() ->
              new OffloadGZIPInputStream(new ByteArrayInputStream(damaged), all).readAllBytes()),
          "seed=" + seed + " byte " + i);
    }
  }

  private interface Reading {
    byte[] run() throws IOException;
  }

  private static String outcome(Reading reading) {
    try {
      return "read " + Arrays.hashCode(reading.run());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aFailureBehindBytesThatCameBeforeIsReportedAfterThem() throws IOException {
    byte[] data = Samples.noise(5, 100_000);
    byte[] zlib = Samples.deflateWithJdk(data, 6, false);
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(zlib)) {
          private int given;

          @Override
          public int read(byte[] b, int off, int len) throws IOException {
            if (given >= 50_000) {
              throw new IOException("cable");
            }
            int n = super.read(b, off, Math.min(len, 50_000 - given));
            given += n;
            return n;
          }
        };
    InputStream in = new OffloadInflaterInputStream(failing, false, offload);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    IOException e = assertThrows(IOException.class, () -> in.transferTo(out));
    assertEquals("cable", e.getMessage());
    assertTrue(out.size() > 49_000);
    assertArrayEquals(Arrays.copyOf(data, out.size()), out.toByteArray());
  }

  @Test
  void aZipOfManyFilesIsReadBackByZipFile(@TempDir Path folder) throws IOException {
    Path zip = folder.resolve("many.zip");
    byte[][] contents = new byte[60][];
    try (ZipOutputStream out =
        new OffloadZipOutputStream(Files.newOutputStream(zip), StandardCharsets.UTF_8, offload)) {
      out.setComment("of many files");
      for (int i = 0; i < contents.length; i++) {
        contents[i] = Samples.mixed(random, random.nextInt(1 << (1 + random.nextInt(18))));
        ZipEntry entry = new ZipEntry("folder/größe-" + i);
        if (i % 7 == 3) {
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(contents[i].length);
          CRC32 crc = new CRC32();
          crc.update(contents[i]);
          entry.setCrc(crc.getValue());
        }
        out.setLevel(i % 11 - 1);
        out.putNextEntry(entry);
        int at = 0;
        while (at < contents[i].length) {
          int n = Math.min(contents[i].length - at, 1 + random.nextInt(50_000));
          out.write(contents[i], at, n);
          at += n;
        }
        out.closeEntry();
      }
    }
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertEquals(contents.length, file.size());
      for (int i = 0; i < contents.length; i++) {
        ZipEntry entry = file.getEntry("folder/größe-" + i);
        assertEquals(contents[i].length, entry.getSize());
        assertArrayEquals(
            contents[i], file.getInputStream(entry).readAllBytes(), "seed=" + seed + " entry " + i);
      }
    }
    try (ZipInputStream in =
        new OffloadZipInputStream(Files.newInputStream(zip), StandardCharsets.UTF_8, offload)) {
      for (int i = 0; i < contents.length; i++) {
        assertEquals("folder/größe-" + i, in.getNextEntry().getName());
        assertArrayEquals(contents[i], read(keepOpen(in)), "seed=" + seed + " entry " + i);
      }
      assertNull(in.getNextEntry());
    }
  }

  private static InputStream keepOpen(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public void close() {}
    };
  }

  /** Entries whose sizes stand in the local header: what most other tools write. */
  private byte[] sizedZip(byte[]... contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < contents.length; i++) {
        ZipEntry entry = new ZipEntry("entry-" + i);
        CRC32 crc = new CRC32();
        crc.update(contents[i]);
        entry.setCrc(crc.getValue());
        entry.setSize(contents[i].length);
        entry.setCompressedSize(Samples.deflateWithJdk(contents[i], -1, true).length);
        out.putNextEntry(entry);
        out.write(contents[i]);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void zipEntriesOfKnownSizeRunOnTheQueue() throws IOException {
    byte[][] contents = new byte[30][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Samples.mixed(random, 1 + random.nextInt(100_000));
    }
    byte[] zip = sizedZip(contents);
    PretendQueue reliable = PretendQueue.reliable();
    try (ZipInputStream in =
        new OffloadZipInputStream(trickle(zip), StandardCharsets.UTF_8, reliable.offload(1000))) {
      for (int i = 0; i < contents.length; i++) {
        assertNotNull(in.getNextEntry(), "seed=" + seed);
        if (i % 5 == 4) {
          in.read(); // the rest is skipped
        } else {
          assertArrayEquals(contents[i], read(keepOpen(in)), "seed=" + seed + " entry " + i);
        }
      }
      assertNull(in.getNextEntry());
    }
  }

  @Test
  void aZipEntryThatLiesAboutItsSizeIsRefusedAsByTheJdk() throws IOException {
    byte[] zip = sizedZip(Samples.text(7, 20_000), Samples.text(8, 20_000));
    // Compressed size in the first local header (APPNOTE 4.3.7: offset 18), little-endian.
    for (int delta : new int[] {-3000, -5, 5, 100, 4000}) {
      byte[] lying = zip.clone();
      int size = (lying[18] & 0xFF | (lying[19] & 0xFF) << 8) + delta;
      lying[18] = (byte) size;
      lying[19] = (byte) (size >> 8);
      Offload all = PretendQueue.reliable().offload(0);
      ZipInputStream jdk = new ZipInputStream(new ByteArrayInputStream(lying));
      ZipInputStream ours =
          new OffloadZipInputStream(new ByteArrayInputStream(lying), StandardCharsets.UTF_8, all);
      jdk.getNextEntry();
      ours.getNextEntry();
      ZipException expected = assertThrows(ZipException.class, jdk::readAllBytes);
      ZipException actual = assertThrows(ZipException.class, ours::readAllBytes);
      assertEquals(expected.getMessage(), actual.getMessage());
    }
  }

  @Test
  void closingAStreamEndsItsOwnCodecAndNoOther() throws IOException {
    Deflater deflater = new OffloadDeflater(6, false, offload);
    new OffloadDeflaterOutputStream(new ByteArrayOutputStream(), deflater).close();
    assertTrue(deflater.finished());
    deflater.reset();
    class Seen extends OffloadGZIPOutputStream {
      Seen() throws IOException {
        super(new ByteArrayOutputStream(), 512, false, offload);
      }

      Deflater deflater() {
        return def;
      }
    }
    Seen seen = new Seen();
    seen.write(1);
    seen.close();
    assertThrows(IllegalStateException.class, () -> seen.deflater().getBytesRead());
  }
}
