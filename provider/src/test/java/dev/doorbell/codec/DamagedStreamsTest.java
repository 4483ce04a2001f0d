package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Messages with one damaged byte, of streams that read ahead for a queue: what comes before the
 * damage, and how the stream says it, are the JDK's.
 */
class DamagedStreamsTest {
  private static final int ROUNDS = 400;

  private interface Opening {
    InputStream open(InputStream in) throws IOException;
  }

  private record Story(byte[] bytes, String end) {}

  @Test
  void aZlibMessageGivesWhatTheJdkGives() throws IOException {
    compare(
        random -> {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(Samples.mixed(random, 1 + random.nextInt(60_000)));
          }
          return packed.toByteArray();
        },
        InflaterInputStream::new,
        (in, offload) -> new OffloadInflaterInputStream(in, false, offload));
  }

  @Test
  void gzipMembersGiveWhatTheJdkGives() throws IOException {
    compare(
        random -> {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          for (int members = 1 + random.nextInt(4); members > 0; members--) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
              out.write(Samples.mixed(random, random.nextInt(20_000)));
            }
          }
          return packed.toByteArray();
        },
        GZIPInputStream::new,
        OffloadGZIPInputStream::new);
  }

  @Test
  void zipEntriesGiveWhatTheJdkGives() throws IOException {
    compare(
        random -> {
          ByteArrayOutputStream packed = new ByteArrayOutputStream();
          try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (int entries = 1 + random.nextInt(4); entries > 0; entries--) {
              out.putNextEntry(new ZipEntry("entry " + entries));
              out.write(Samples.mixed(random, random.nextInt(20_000)));
              out.closeEntry();
            }
          }
          return packed.toByteArray();
        },
        in -> new Entries(new ZipInputStream(in)),
        (in, offload) ->
            new Entries(new OffloadZipInputStream(in, StandardCharsets.UTF_8, offload)));
  }

  private interface Packed {
    byte[] of(Random random) throws IOException;
  }

  private interface OpeningOurs {
    InputStream open(InputStream in, Offload offload) throws IOException;
  }

  private static void compare(Packed packed, Opening jdk, OpeningOurs ours) throws IOException {
    long seed = Samples.seed();
    PretendQueue queue = PretendQueue.reliable();
    try (Offload offload = queue.offload(0)) {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(seed + round);
        byte[] bytes = packed.of(random);
        if (random.nextInt(10) > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int room = 1 + random.nextInt(random.nextBoolean() ? 20_000 : 300);
        Story expected = story(jdk, bytes, room);
        Story actual = story(in -> ours.open(in, offload), bytes, room);
        String which = "-Ddoorbell.test.seed=" + (seed + round) + ", reads of " + room;
        assertEquals(expected.end, actual.end, which);
        assertArrayEquals(expected.bytes, actual.bytes, which);
      }
    }
    assertTrue(queue.inflated.get() > 0, "messages that a queue inflated");
  }

  private static Story story(Opening opening, byte[] bytes, int room) {
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    try (InputStream in = opening.open(new ByteArrayInputStream(bytes))) {
      byte[] buf = new byte[room];
      int got;
      while ((got = in.read(buf)) >= 0) {
        given.write(buf, 0, got);
      }
      return new Story(given.toByteArray(), "end");
    } catch (IOException | IllegalArgumentException e) {
      return new Story(given.toByteArray(), e.toString());
    }
  }

  /** All entries, one after the other, each behind its name and its checksum. */
  private static final class Entries extends InputStream {
    private final ZipInputStream zip;
    private boolean inEntry;

    Entries(ZipInputStream zip) {
      this.zip = zip;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int off, int len) throws IOException {
      while (true) {
        if (!inEntry) {
          ZipEntry entry = zip.getNextEntry();
          if (entry == null) {
            return -1;
          }
          inEntry = true;
          CRC32 name = new CRC32();
          name.update(entry.getName().getBytes(StandardCharsets.UTF_8));
          into[off] = (byte) name.getValue();
          return 1;
        }
        int got = zip.read(into, off, len);
        if (got >= 0) {
          return got;
        }
        inEntry = false;
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
