package dev.doorbell.fallback.deflate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateEngineTest {
  private final DeflateEngine engine = new DeflateEngine();

  @BeforeEach
  void withoutLibrariesOfTheSystem() {
    engine.use(EnumSet.of(DeflateLibrary.JDK));
  }

  private final JobResult result = new JobResult();

  private byte[] deflate(
      Format format, int level, int strategy, byte[] history, Ending ending, byte[] input) {
    byte[] output = new byte[(int) DeflateJob.outputBound(input.length)];
    assertEquals(Outcome.Done.DONE, run(format, level, strategy, history, ending, input, output));
    assertEquals(input.length, result.consumed());
    return Arrays.copyOf(output, (int) result.produced());
  }

  private Outcome run(
      Format format,
      int level,
      int strategy,
      byte[] history,
      Ending ending,
      byte[] input,
      byte[] output) {
    MemorySegment before = TestBytes.segment(history);
    return engine.run(
        new DeflateJob(
            format,
            level,
            strategy,
            before,
            ending,
            TestBytes.segment(input),
            TestBytes.segment(output)),
        result);
  }

  private static byte[] deflatedByTheJdk(boolean raw, int level, int strategy, byte[] input) {
    try (Deflater deflater = new Deflater(level, raw)) {
      deflater.setStrategy(strategy);
      deflater.setInput(input);
      deflater.finish();
      byte[] output = new byte[(int) DeflateJob.outputBound(input.length)];
      int length = 0;
      while (!deflater.finished()) {
        length += deflater.deflate(output, length, output.length - length);
      }
      return Arrays.copyOf(output, length);
    }
  }

  private static byte[] inflatedRaw(byte[] stream, int length) throws Exception {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(stream);
      byte[] output = new byte[length];
      int at = 0;
      while (at < length && !inflater.finished()) {
        int n = inflater.inflate(output, at, length - at);
        assertTrue(n > 0 || !inflater.needsInput(), "stream is complete");
        at += n;
      }
      return output;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void wholeMessagesAreTheJdksByteForByte(int level) {
    byte[] input = TestBytes.text(60_000, level);
    for (int strategy = 0; strategy <= 2; strategy++) {
      for (int again = 0; again < 2; again++) {
        byte[] raw = deflate(Format.RAW, level, strategy, new byte[0], Ending.WHOLE, input);
        assertArrayEquals(
            deflatedByTheJdk(true, level, strategy, input), raw, "strategy " + strategy);
        byte[] zlib = deflate(Format.ZLIB, level, strategy, new byte[0], Ending.WHOLE, input);
        assertArrayEquals(
            deflatedByTheJdk(false, level, strategy, input), zlib, "strategy " + strategy);
      }
    }
  }

  @Test
  void gzipIsWhatGzipOutputStreamWrites() throws Exception {
    for (int length : new int[] {0, 1, 1000, 200_000}) {
      byte[] input = TestBytes.text(length, length);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(expected)) {
        gzip.write(input);
      }
      assertArrayEquals(
          expected.toByteArray(), deflate(Format.GZIP, -1, 0, new byte[0], Ending.WHOLE, input));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anEmptyMessageIsComplete(Format format) throws Exception {
    byte[] packed = deflate(format, 6, 0, new byte[0], Ending.WHOLE, new byte[0]);
    switch (format) {
      case RAW -> assertArrayEquals(TestBytes.hex("0300"), packed);
      case ZLIB -> assertArrayEquals(TestBytes.hex("789c030000000001"), packed);
      case GZIP ->
          assertEquals(
              0, new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes().length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void theBoundHoldsForEveryInput(int level) throws Exception {
    long seed = 20_251_123L + level;
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int length = random.nextInt(4) == 0 ? random.nextInt(300_000) : random.nextInt(2000);
      byte[] input =
          random.nextBoolean()
              ? TestBytes.random(length, random.nextLong())
              : TestBytes.text(length, random.nextLong());
      int strategy = random.nextInt(3);
      Ending ending = Ending.values()[random.nextInt(3)];
      byte[] history =
          ending == Ending.WHOLE
              ? new byte[0]
              : TestBytes.text(random.nextInt(32_769), random.nextLong());
      // deflate() gives exactly outputBound bytes of room, and fails on anything but Done.
      byte[] packed = deflate(Format.RAW, level, strategy, history, ending, input);
      try (Inflater inflater = new Inflater(true)) {
        inflater.setInput(packed);
        if (history.length > 0) {
          inflater.setDictionary(history);
        }
        byte[] again = new byte[length + 1];
        int got = inflater.inflate(again);
        assertArrayEquals(input, Arrays.copyOf(again, got), "seed=" + seed + " round=" + round);
        assertEquals(
            ending != Ending.PIECE, inflater.finished(), "seed=" + seed + " round=" + round);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void piecesWithHistoryMakeOneStream(int level) throws Exception {
    long seed = 777L + level;
    Random random = new Random(seed);
    byte[] data = TestBytes.text(400_000, seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    int at = 0;
    while (at < data.length) {
      int length =
          Math.min(
              data.length - at,
              random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(70_000));
      byte[] history = Arrays.copyOfRange(data, Math.max(0, at - 32_768), at);
      Ending ending = at + length == data.length ? Ending.LAST_PIECE : Ending.PIECE;
      byte[] piece =
          deflate(
              Format.RAW,
              level,
              random.nextInt(3),
              history,
              ending,
              Arrays.copyOfRange(data, at, at + length));
      if (ending == Ending.PIECE) {
        assertArrayEquals(
            TestBytes.hex("0000ffff"),
            Arrays.copyOfRange(piece, piece.length - 4, piece.length),
            "seed=" + seed);
      }
      stream.writeBytes(piece);
      at += length;
    }
    assertArrayEquals(data, inflatedRaw(stream.toByteArray(), data.length), "seed=" + seed);
  }

  @Test
  void historyMakesAPieceSmaller() {
    byte[] words = TestBytes.random(20_000, 4);
    byte[] without = deflate(Format.RAW, 6, 0, new byte[0], Ending.LAST_PIECE, words);
    byte[] with = deflate(Format.RAW, 6, 0, words, Ending.LAST_PIECE, words);
    assertTrue(with.length < without.length / 10, with.length + " against " + without.length);
  }

  @Test
  void anEmptyPieceIsAnEmptyStoredBlock() {
    assertArrayEquals(
        TestBytes.hex("000000ffff"),
        deflate(Format.RAW, 6, 0, new byte[0], Ending.PIECE, new byte[0]));
  }

  @Test
  void anEmptyLastPieceIsAFinalBlock() {
    assertArrayEquals(
        TestBytes.hex("0300"),
        deflate(Format.RAW, 6, 0, new byte[100], Ending.LAST_PIECE, new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anyOutputBelowTheResultIsTooSmall(Format format) {
    byte[] input = TestBytes.text(3000, 8);
    byte[] packed = deflate(format, 6, 0, new byte[0], Ending.WHOLE, input);
    for (int room = 0; room < packed.length; room++) {
      byte[] output = new byte[room];
      assertEquals(
          Outcome.Rejected.OUTPUT_TOO_SMALL,
          run(format, 6, 0, new byte[0], Ending.WHOLE, input, output),
          "room=" + room);
      assertArrayEquals(new byte[room], output);
    }
    byte[] exact = new byte[packed.length];
    assertEquals(Outcome.Done.DONE, run(format, 6, 0, new byte[0], Ending.WHOLE, input, exact));
    assertArrayEquals(packed, exact);
  }

  @Test
  void aPieceThatEndsExactlyAtABufferHasOneEmptyBlock() throws Exception {
    // Incompressible bytes of many lengths: among them are some whose output fills the internal
    // buffer to the last byte.
    for (int length = 65_490; length <= 65_545; length++) {
      byte[] input = TestBytes.random(length, length);
      byte[] piece = deflate(Format.RAW, 6, 0, new byte[0], Ending.PIECE, input);
      byte[] tail = Arrays.copyOfRange(piece, piece.length - 9, piece.length - 4);
      assertTrue(!Arrays.equals(TestBytes.hex("000000ffff"), tail), "length=" + length);
      assertArrayEquals(input, inflatedRaw(piece, length));
    }
  }

  @Test
  void aRefusedJobLeavesNothingToTheNext() {
    byte[] input = TestBytes.text(50_000, 1);
    byte[] expected = deflate(Format.ZLIB, 6, 0, new byte[0], Ending.WHOLE, input);
    run(
        Format.ZLIB,
        6,
        0,
        new byte[0],
        Ending.WHOLE,
        TestBytes.random(90_000, 2),
        new byte[70_000]);
    assertArrayEquals(expected, deflate(Format.ZLIB, 6, 0, new byte[0], Ending.WHOLE, input));
  }

  @Test
  void jobsGoOnAfterClose() {
    byte[] input = TestBytes.text(5000, 1);
    byte[] expected = deflate(Format.ZLIB, 6, 0, new byte[0], Ending.WHOLE, input);
    engine.close();
    engine.close();
    assertArrayEquals(expected, deflate(Format.ZLIB, 6, 0, new byte[0], Ending.WHOLE, input));
  }
}
