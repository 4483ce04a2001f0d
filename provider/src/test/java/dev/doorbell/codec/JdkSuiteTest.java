package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the JDK's own tests of {@code java.util.zip} ask of a deflater, an inflater and the streams
 * around them.
 */
class JdkSuiteTest {
  private static final Random RANDOM = new Random(11);

  @ParameterizedTest
  @EnumSource
  void deflaterInputStreamAndInflaterOutputStreamTakeOurs(Engines engines) throws IOException {
    byte[] data = Samples.mixed(RANDOM, 400_000);
    try (Offload offload = engines.open()) {
      byte[] compressed;
      try (Deflater deflater = new OffloadDeflater(6, false, offload);
          InputStream in = new DeflaterInputStream(new ByteArrayInputStream(data), deflater, 700)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(in.read());
        out.write(in.readNBytes(77));
        in.transferTo(out);
        assertEquals(0, in.available());
        assertEquals(-1, in.read());
        compressed = out.toByteArray();
      }
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      try (Inflater inflater = new OffloadInflater(false, offload);
          OutputStream out = new InflaterOutputStream(back, inflater, 300)) {
        out.write(compressed[0]);
        out.write(compressed, 1, compressed.length - 1);
      }
      assertArrayEquals(data, back.toByteArray());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGzipGoesThroughAPipeWhileItIsMade(Engines engines) throws Exception {
    byte[] data = Samples.mixed(RANDOM, 3 << 20);
    try (Offload offload = engines.open();
        PipedInputStream source = new PipedInputStream(5000);
        PipedOutputStream sink = new PipedOutputStream(source)) {
      FutureTask<Void> writer =
          new FutureTask<>(() -> {
            try (OutputStream out = new OffloadGZIPOutputStream(sink, 999, false, offload)) {
              for (int at = 0; at < data.length; at += 10_007) {
                out.write(data, at, Math.min(10_007, data.length - at));
              }
            }
            return null;
          });
      Thread.ofPlatform().daemon().start(writer);
      try (InputStream in = new OffloadGZIPInputStream(source, offload)) {
        assertArrayEquals(data, in.readAllBytes());
      }
      writer.get();
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputAndOutputBuffersOfAnySizeGiveTheSame(Engines engines) throws IOException {
    byte[] data = Samples.mixed(RANDOM, 50_000);
    try (Offload offload = engines.open()) {
      for (int size : new int[] {1, 2, 3, 7, 512, 8192, 1 << 20}) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out =
            new OffloadDeflaterOutputStream(
                compressed, new OffloadDeflater(1, true, offload), size)) {
          out.write(data);
        }
        // Raw: nothing follows the last block, so that output may be pending when the input is used
        // up.
        try (InputStream in =
            new OffloadInflaterInputStream(
                new ByteArrayInputStream(compressed.toByteArray()),
                new OffloadInflater(true, offload),
                size)) {
          byte[] back = new byte[data.length];
          int n = 0;
          int got;
          while ((got = in.read(back, n, Math.min(back.length - n, 1 + n % 400))) > 0) {
            n += got;
          }
          assertArrayEquals(data, back);
          assertEquals(-1, in.read());
          assertEquals(0, in.available());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void availableIsOneUntilTheEnd(Engines engines) throws IOException {
    try (Offload offload = engines.open()) {
      byte[] data = Samples.text(3, 5000);
      byte[] compressed = Samples.deflateWithJdk(data, 6, false);
      try (InputStream in =
          new OffloadInflaterInputStream(new ByteArrayInputStream(compressed), false, offload)) {
        for (int i = 0; i < data.length; i++) {
          assertEquals(1, in.available());
          in.read();
        }
        assertEquals(-1, in.read());
        assertEquals(0, in.available());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedStreamsSaySo(Engines engines) throws IOException {
    try (Offload offload = engines.open()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      OutputStream out = new OffloadGZIPOutputStream(bytes, 512, false, offload);
      out.write(1);
      out.close();
      out.close();
      assertThrows(IOException.class, () -> out.write(1));
      InputStream in =
          new OffloadGZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()), offload);
      in.close();
      in.close();
      assertEquals("Stream closed", assertThrows(IOException.class, in::read).getMessage());
      assertEquals("Stream closed", assertThrows(IOException.class, in::available).getMessage());
      assertEquals("Stream closed", assertThrows(IOException.class, () -> in.skip(1)).getMessage());
      ZipInputStream zip =
          new OffloadZipInputStream(
              new ByteArrayInputStream(new byte[0]),
              java.nio.charset.StandardCharsets.UTF_8,
              offload);
      zip.close();
      assertThrows(IOException.class, zip::getNextEntry);
    }
  }

  @Test
  void constructorsRefuseWhatTheJdksRefuse() {
    byte[] none = {};
    InputStream in = new ByteArrayInputStream(none);
    OutputStream out = new ByteArrayOutputStream();
    assertThrows(NullPointerException.class, () -> new OffloadDeflaterOutputStream(null));
    assertThrows(NullPointerException.class, () -> new OffloadDeflaterOutputStream(out, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new OffloadDeflaterOutputStream(out, new Deflater(), 0));
    assertThrows(NullPointerException.class, () -> new OffloadInflaterInputStream(null));
    assertThrows(NullPointerException.class, () -> new OffloadInflaterInputStream(in, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new OffloadInflaterInputStream(in, new Inflater(), -1));
    assertThrows(IllegalArgumentException.class, () -> new OffloadGZIPInputStream(in, 0));
    assertThrows(IllegalArgumentException.class, () -> new OffloadGZIPOutputStream(out, 0));
    assertThrows(EOFException.class, () -> new OffloadGZIPInputStream(in));
    assertThrows(NullPointerException.class, () -> new OffloadZipInputStream(null));
    assertThrows(NullPointerException.class, () -> new OffloadZipInputStream(in, null));
    assertThrows(NullPointerException.class, () -> new OffloadZipOutputStream(null));
    assertThrows(IllegalArgumentException.class, () -> new OffloadDeflater(10));
    assertThrows(IllegalArgumentException.class, () -> new OffloadDeflater(-2, true));
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderWithEveryOptionalFieldIsRead(Engines engines) throws IOException {
    try (Offload offload = engines.open()) {
      for (int flags = 0; flags < 32; flags++) {
        byte[] file = gzip(flags, Samples.text(flags, 3000 + flags), true);
        try (InputStream ours =
                new OffloadGZIPInputStream(new ByteArrayInputStream(file), offload);
            InputStream jdk = new GZIPInputStream(new ByteArrayInputStream(file))) {
          assertArrayEquals(jdk.readAllBytes(), ours.readAllBytes());
        }
      }
      byte[] wrong = gzip(2, new byte[0], false);
      assertEquals(
          "Corrupt GZIP header",
          assertThrows(
                  ZipException.class,
                  () -> new OffloadGZIPInputStream(new ByteArrayInputStream(wrong), offload).read())
              .getMessage());
    }
  }

  private static byte[] gzip(int flags, byte[] data, boolean headerCrc) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 0, 0, 0, 0, 0, 3});
    if ((flags & 4) != 0) {
      out.writeBytes(new byte[] {4, 1});
      out.writeBytes(new byte[260]);
    }
    if ((flags & 8) != 0) {
      out.writeBytes("a name\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    if ((flags & 16) != 0) {
      out.writeBytes("a comment\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    CRC32 crc = new CRC32();
    if ((flags & 2) != 0) {
      crc.update(out.toByteArray());
      long value = crc.getValue() ^ (headerCrc ? 0 : 1);
      out.write((int) value);
      out.write((int) (value >>> 8));
    }
    out.writeBytes(Samples.deflateWithJdk(data, 6, true));
    crc.reset();
    crc.update(data);
    for (long value : new long[] {crc.getValue(), data.length}) {
      for (int shift = 0; shift < 32; shift += 8) {
        out.write((int) (value >>> shift));
      }
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void membersOfAnySizesAreOneStreamInReadsOfAnySize(Engines engines) throws IOException {
    try (Offload offload = engines.open()) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size : new int[] {0, 1, 511, 512, 513, 70_000, 0, 3}) {
        byte[] data = Samples.mixed(RANDOM, size);
        all.writeBytes(data);
        try (OutputStream out = new OffloadGZIPOutputStream(file, 512, true, offload)) {
          out.write(data);
        }
      }
      for (int size : new int[] {1, 13, 512, 100_000}) {
        try (InputStream in =
            new OffloadGZIPInputStream(new ByteArrayInputStream(file.toByteArray()), offload)) {
          ByteArrayOutputStream back = new ByteArrayOutputStream();
          byte[] buf = new byte[size];
          int n;
          while ((n = in.read(buf)) > 0) {
            back.write(buf, 0, n);
          }
          assertArrayEquals(all.toByteArray(), back.toByteArray());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatWasFinishedGoesOnToItsSinkWithAnother(Engines engines) throws IOException {
    try (Offload offload = engines.open()) {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      Deflater deflater = new OffloadDeflater(6, false, offload);
      DeflaterOutputStream first = new OffloadDeflaterOutputStream(sink, deflater);
      first.write(Samples.text(1, 10_000));
      first.finish();
      first.finish();
      int end = sink.size();
      deflater.reset();
      DeflaterOutputStream second = new OffloadDeflaterOutputStream(sink, deflater);
      second.write(Samples.text(2, 10_000));
      second.close();
      // Not the stream's to end: it goes on working.
      deflater.reset();
      deflater.end();
      byte[] both = sink.toByteArray();
      Inflater inflater = new OffloadInflater(false, offload);
      ByteArrayInputStream source = new ByteArrayInputStream(both, 0, end);
      assertArrayEquals(
          Samples.text(1, 10_000), new OffloadInflaterInputStream(source, inflater).readAllBytes());
      inflater.reset();
      source = new ByteArrayInputStream(both, end, both.length - end);
      assertArrayEquals(
          Samples.text(2, 10_000), new InflaterInputStream(source, inflater).readAllBytes());
      inflater.end();
    }
  }

  @Test
  void aZipOfMoreEntriesThanSixteenBitsCountIsReadByTheJdk(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("many.zip");
    int entries = 66_000;
    try (Offload offload = Engines.LIBRARIES.open();
        ZipOutputStream zip =
            new OffloadZipOutputStream(
                new java.io.BufferedOutputStream(Files.newOutputStream(file)),
                java.nio.charset.StandardCharsets.UTF_8,
                offload)) {
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry("e" + i));
        if (i % 1000 == 0) {
          zip.write(Samples.text(i, 3000));
        }
        zip.closeEntry();
      }
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertEquals(entries, zip.size());
      assertArrayEquals(
          Samples.text(65_000, 3000), zip.getInputStream(zip.getEntry("e65000")).readAllBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void zipEntriesStoredAndDeflatedAtEveryLevelComeBack(Engines engines) throws IOException {
    byte[] data = Samples.mixed(RANDOM, 60_000);
    CRC32 crc = new CRC32();
    crc.update(data);
    try (Offload offload = engines.open()) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (ZipOutputStream zip =
          new OffloadZipOutputStream(file, java.nio.charset.StandardCharsets.UTF_8, offload)) {
        zip.setComment("comment");
        for (int level = -1; level <= 9; level++) {
          zip.setMethod(ZipOutputStream.DEFLATED);
          zip.setLevel(level);
          zip.putNextEntry(new ZipEntry("level" + level));
          zip.write(data);
          zip.setMethod(ZipOutputStream.STORED);
          ZipEntry stored = new ZipEntry("stored" + level);
          stored.setSize(data.length);
          stored.setCrc(crc.getValue());
          zip.putNextEntry(stored);
          zip.write(data);
        }
      }
      int entries = 0;
      try (ZipInputStream ours =
              new OffloadZipInputStream(
                  new ByteArrayInputStream(file.toByteArray()),
                  java.nio.charset.StandardCharsets.UTF_8,
                  offload);
          ZipInputStream jdk = new ZipInputStream(new ByteArrayInputStream(file.toByteArray()))) {
        ZipEntry entry;
        while ((entry = ours.getNextEntry()) != null) {
          assertEquals(entry.getName(), jdk.getNextEntry().getName());
          assertArrayEquals(data, jdk.readAllBytes());
          assertArrayEquals(data, ours.readAllBytes());
          entries++;
        }
      }
      assertEquals(22, entries);
    }
  }

  @ParameterizedTest
  @EnumSource
  void totalsAreWhatWentInAndCameOut(Engines engines) throws Exception {
    try (Offload offload = engines.open();
        Deflater deflater = new OffloadDeflater(6, false, offload);
        Inflater inflater = new OffloadInflater(false, offload)) {
      byte[] data = Samples.mixed(RANDOM, 1 << 20);
      deflater.setInput(data);
      deflater.finish();
      byte[] compressed = new byte[data.length + 100];
      int m = deflater.deflate(compressed);
      assertTrue(deflater.finished());
      assertEquals(m, deflater.getBytesWritten());
      assertEquals(data.length, deflater.getBytesRead());
      byte[] back = new byte[data.length];
      inflater.setInput(compressed, 0, m);
      int n = inflater.inflate(back);
      assertArrayEquals(data, back);
      assertEquals(n, inflater.getBytesWritten());
      assertEquals(m, inflater.getBytesRead());
      assertEquals(deflater.getAdler(), inflater.getAdler());
      deflater.reset();
      inflater.reset();
      assertEquals(0, deflater.getBytesRead() + deflater.getBytesWritten());
      assertEquals(0, inflater.getBytesRead() + inflater.getBytesWritten());
    }
  }
}
