package dev.doorbell.fallback.deflate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflateEngineTest {
  private static final byte[] CLEAR = TestBytes.text(3000, 1);

  private final InflateEngine engine = new InflateEngine();
  private final JobResult result = new JobResult();

  private Outcome run(Format format, byte[] input, byte[] output) {
    return engine.run(
        new InflateJob(format, TestBytes.segment(input), TestBytes.segment(output)), result);
  }

  private void assertRefused(
      Outcome.Rejected expected, Format format, byte[] input, int room, String message) {
    byte[] output = new byte[room];
    assertEquals(expected, run(format, input, output), message);
    assertArrayEquals(new byte[room], output, message);
  }

  private void assertInflates(byte[] clear, Format format, byte[] input, long consumed) {
    byte[] output = new byte[clear.length];
    assertEquals(Outcome.Done.DONE, run(format, input, output));
    assertEquals(consumed, result.consumed());
    assertEquals(clear.length, result.produced());
    assertArrayEquals(clear, output);
  }

  private static byte[] packed(Format format, byte[] clear) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (format == Format.GZIP) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(clear);
      }
      return bytes.toByteArray();
    }
    try (Deflater deflater = new Deflater(6, format == Format.RAW)) {
      deflater.setInput(clear);
      deflater.finish();
      byte[] output = new byte[clear.length * 2 + 100];
      return Arrays.copyOf(output, deflater.deflate(output));
    }
  }

  private static byte[] gzip(int flags, String fields, boolean headerCrc) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 2, 3});
    bytes.writeBytes(fields.getBytes(StandardCharsets.ISO_8859_1));
    if (headerCrc) {
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray());
      bytes.write((int) crc.getValue());
      bytes.write((int) crc.getValue() >> 8);
    }
    byte[] plain = packed(Format.GZIP, CLEAR);
    bytes.write(plain, 10, plain.length - 10);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void bytesAfterTheMessageAreLeftAlone(Format format) throws Exception {
    byte[] packed = packed(format, CLEAR);
    for (int extra : new int[] {0, 1, 8, 100_000}) {
      byte[] input = Arrays.copyOf(packed, packed.length + extra);
      Arrays.fill(input, packed.length, input.length, (byte) 0x1f);
      assertInflates(CLEAR, format, input, packed.length);
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyPrefixIsIncomplete(Format format) throws Exception {
    byte[] packed = packed(format, CLEAR);
    for (int length = 0; length < packed.length; length++) {
      assertRefused(
          Outcome.Rejected.INPUT_INCOMPLETE,
          format,
          Arrays.copyOf(packed, length),
          CLEAR.length,
          "length=" + length);
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anySmallerOutputIsTooSmall(Format format) throws Exception {
    byte[] packed = packed(format, CLEAR);
    for (int room = 0; room < CLEAR.length; room += 7) {
      assertRefused(Outcome.Rejected.OUTPUT_TOO_SMALL, format, packed, room, "room=" + room);
    }
    assertRefused(Outcome.Rejected.OUTPUT_TOO_SMALL, format, packed, CLEAR.length - 1, "one byte");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anEmptyMessageNeedsNoOutput(Format format) throws Exception {
    byte[] packed = packed(format, new byte[0]);
    assertInflates(new byte[0], format, packed, packed.length);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aMillionBytesComeOutOfAThousand(Format format) throws Exception {
    byte[] zeros = new byte[1_000_000];
    byte[] packed = packed(format, zeros);
    assertInflates(zeros, format, packed, packed.length);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void randomDamageGivesTheAnswerOfTheJdksInflater(Format format) throws Exception {
    long seed = 4711 + format.ordinal();
    Random random = new Random(seed);
    byte[] packed = packed(format, CLEAR);
    int header = format == Format.GZIP ? 10 : 0;
    int trailer = format == Format.GZIP ? 8 : 0;
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = packed.clone();
      int at = header + random.nextInt(packed.length - header - trailer);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      byte[] output = new byte[CLEAR.length];
      assertEquals(
          byTheJdk(format, damaged, header, output),
          run(format, damaged, new byte[CLEAR.length]),
          "seed=" + seed + " round=" + round);
    }
  }

  private static Outcome byTheJdk(Format format, byte[] input, int header, byte[] output) {
    try (Inflater inflater = new Inflater(format != Format.ZLIB)) {
      inflater.setInput(input, header, input.length - header);
      byte[] more = Arrays.copyOf(output, output.length + 1);
      int got = 0;
      int n;
      do {
        n = inflater.inflate(more, got, more.length - got);
        got += n;
      } while (n > 0 && got < more.length && !inflater.finished());
      if (got > output.length) {
        return Outcome.Rejected.OUTPUT_TOO_SMALL;
      }
      if (inflater.needsDictionary()) {
        return Outcome.Rejected.NEEDS_DICTIONARY;
      }
      if (!inflater.finished()) {
        return Outcome.Rejected.INPUT_INCOMPLETE;
      }
      if (format == Format.GZIP) {
        int end = (int) (header + inflater.getBytesRead());
        if (end + 8 > input.length) {
          return Outcome.Rejected.INPUT_INCOMPLETE;
        }
        CRC32 crc = new CRC32();
        crc.update(more, 0, got);
        byte[] trailer = Gzip.trailer(crc.getValue(), got);
        return Arrays.equals(trailer, Arrays.copyOfRange(input, end, end + 8))
            ? Outcome.Done.DONE
            : Outcome.Rejected.MALFORMED;
      }
      return Outcome.Done.DONE;
    } catch (DataFormatException e) {
      return Outcome.Rejected.MALFORMED;
    }
  }

  @Test
  void zlibChecksumIsVerified() throws Exception {
    byte[] packed = packed(Format.ZLIB, CLEAR);
    for (int i = 1; i <= 4; i++) {
      byte[] wrong = packed.clone();
      wrong[wrong.length - i] ^= 0x10;
      assertRefused(
          Outcome.Rejected.MALFORMED,
          Format.ZLIB,
          wrong,
          CLEAR.length,
          "byte " + i + " from the end");
    }
  }

  @Test
  void zlibHeaderIsVerified() {
    assertRefused(Outcome.Rejected.MALFORMED, Format.ZLIB, TestBytes.hex("0000"), 10, "no method");
    assertRefused(
        Outcome.Rejected.MALFORMED, Format.ZLIB, TestBytes.hex("789d030000000001"), 10, "FCHECK");
    assertRefused(
        Outcome.Rejected.MALFORMED,
        Format.ZLIB,
        TestBytes.hex("881c030000000001"),
        10,
        "window of 64 KiB");
  }

  /** Made by Python's zlib with zdict=b"hello". */
  @Test
  void aPresetDictionaryIsAskedFor() {
    assertRefused(
        Outcome.Rejected.NEEDS_DICTIONARY,
        Format.ZLIB,
        TestBytes.hex("78f9062c0215cb00113a0ac81400442806d5"),
        100,
        "dictionary");
  }

  @Test
  void aReservedBlockTypeIsMalformed() {
    assertRefused(Outcome.Rejected.MALFORMED, Format.RAW, TestBytes.hex("07"), 10, "BTYPE 11");
  }

  @Test
  void aDistanceBeforeTheStartIsMalformed() {
    // Fixed block: literal 'a', then a match of 3 at distance 4 (RFC 1951 section 3.2.6).
    assertRefused(
        Outcome.Rejected.MALFORMED,
        Format.RAW,
        TestBytes.hex("4b04620000"),
        10,
        "distance too far back");
  }

  /** Written by gzip 1.12: with the file's name and time. */
  @Test
  void readsWhatGzipWrites() {
    byte[] member =
        TestBytes.hex(
            "1f8b0808f76c046b02036b6e6f636b2e747874004bc9cf2f4a4acdc95148416758299464a42a1427e6a62a94e717a5142b24a62766e6e9602ad4e302008effc61945000000");
    byte[] clear =
        "doorbell doorbell doorbell: the same words again, doorbell doorbell.\n"
            .getBytes(StandardCharsets.US_ASCII);
    assertInflates(clear, Format.GZIP, member, member.length);
  }

  @Test
  void gzipHeaderFieldsAreSkipped() throws Exception {
    String extra = "\5\0abcde";
    String longExtra = "\0\1" + "x".repeat(256);
    String[][] headers = {
      {"1", ""},
      {"4", extra},
      {"4", longExtra},
      {"4", "\0\0"},
      {"8", "name\0"},
      {"8", "\0"},
      {"16", "a comment\0"},
      {"12", extra + "name\0"},
      {"24", "name\0comment\0"},
      {"28", extra + "name\0comment\0"},
      {"29", extra + "name\0comment\0"}
    };
    for (String[] header : headers) {
      int flags = Integer.parseInt(header[0]);
      byte[] plain = gzip(flags, header[1], false);
      assertInflates(CLEAR, Format.GZIP, plain, plain.length);
      byte[] checked = gzip(flags | 2, header[1], true);
      assertInflates(CLEAR, Format.GZIP, checked, checked.length);
    }
  }

  @Test
  void everyPrefixOfALongGzipHeaderIsIncomplete() throws Exception {
    String fields = "\5\0abcdename\0comment\0";
    byte[] member = gzip(2 | 4 | 8 | 16, fields, true);
    for (int length = 0; length < 10 + fields.length() + 2; length++) {
      assertRefused(
          Outcome.Rejected.INPUT_INCOMPLETE,
          Format.GZIP,
          Arrays.copyOf(member, length),
          CLEAR.length,
          "length=" + length);
    }
  }

  @Test
  void aWrongHeaderChecksumIsMalformed() throws Exception {
    byte[] member = gzip(2 | 8, "name\0", true);
    for (int at : new int[] {4, 9, 10, 15, 16}) {
      byte[] wrong = member.clone();
      wrong[at] ^= 0x20;
      assertRefused(Outcome.Rejected.MALFORMED, Format.GZIP, wrong, CLEAR.length, "byte " + at);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x40, 0x80})
  void aReservedFlagIsMalformed(int flag) throws Exception {
    byte[] member = packed(Format.GZIP, CLEAR);
    member[3] = (byte) flag;
    assertRefused(Outcome.Rejected.MALFORMED, Format.GZIP, member, CLEAR.length, "flag");
  }

  @Test
  void wrongFirstBytesAreMalformedHoweverShortTheInput() {
    for (String start : new String[] {"1e", "1f8c", "1f8b07", "1f8b0880", "504b0304"}) {
      assertRefused(Outcome.Rejected.MALFORMED, Format.GZIP, TestBytes.hex(start), 10, start);
    }
  }

  @Test
  void gzipTrailerIsVerified() throws Exception {
    byte[] packed = packed(Format.GZIP, CLEAR);
    for (int i = 1; i <= 8; i++) {
      byte[] wrong = packed.clone();
      wrong[wrong.length - i] ^= 1;
      assertRefused(
          Outcome.Rejected.MALFORMED,
          Format.GZIP,
          wrong,
          CLEAR.length,
          "byte " + i + " from the end");
    }
  }

  @Test
  void theFirstOfTwoMembersIsRead() throws Exception {
    byte[] first = packed(Format.GZIP, CLEAR);
    byte[] both = Arrays.copyOf(first, first.length * 2);
    System.arraycopy(first, 0, both, first.length, first.length);
    assertInflates(CLEAR, Format.GZIP, both, first.length);
  }

  @Test
  void aRefusedJobLeavesNothingToTheNext() throws Exception {
    byte[] packed = packed(Format.ZLIB, CLEAR);
    run(Format.ZLIB, TestBytes.hex("78f9062c0215"), new byte[10]);
    run(Format.ZLIB, Arrays.copyOf(packed, 500), new byte[CLEAR.length]);
    run(Format.ZLIB, TestBytes.hex("ffff"), new byte[10]);
    assertInflates(CLEAR, Format.ZLIB, packed, packed.length);
  }
}
