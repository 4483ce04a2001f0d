package dev.doorbell.fallback.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.doorbell.fallback.TestBytes;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdEngineTest {
  private static final byte[] KNOCK =
      "doorbell doorbell doorbell: the same words again, doorbell doorbell.\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final String FRAME =
      "28b52ffd20456501002402646f6f7262656c6c203a207468652073616d6520776f72647320616761696e2c2e0a020099f21ae77204";
  private static final String CHECKED_FRAME =
      "28b52ffd04586501002402646f6f7262656c6c203a207468652073616d6520776f72647320616761696e2c2e0a020099f21ae772042a48a0e6";

  private final ZstdEngine engine = new ZstdEngine();
  private final JobResult result = new JobResult();

  private Outcome run(Direction direction, int level, byte[] input, byte[] output) {
    return engine.run(
        new ZstdJob(direction, level, TestBytes.segment(input), TestBytes.segment(output)), result);
  }

  private byte[] compress(int level, byte[] clear) {
    byte[] output = new byte[(int) Zstd.compressBound(clear.length)];
    assertEquals(Outcome.Done.DONE, run(Direction.ENCRYPT, level, clear, output));
    assertEquals(clear.length, result.consumed());
    return Arrays.copyOf(output, (int) result.produced());
  }

  private void assertDecompresses(byte[] clear, byte[] input, int consumed) {
    byte[] output = new byte[clear.length];
    assertEquals(Outcome.Done.DONE, run(Direction.DECRYPT, 3, input, output));
    assertEquals(consumed, result.consumed());
    assertEquals(clear.length, result.produced());
    assertArrayEquals(clear, output);
  }

  private void assertRefused(Outcome.Rejected expected, byte[] input, int room, String message) {
    byte[] output = new byte[room];
    assertEquals(expected, run(Direction.DECRYPT, 3, input, output), message);
    assertArrayEquals(new byte[room], output, message);
  }

  /** Frames of the zstd command 1.5.4: with size and without, with checksum, of literals only. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        FRAME,
        CHECKED_FRAME,
        "28b52ffd00686501002402646f6f7262656c6c203a207468652073616d6520776f72647320616761696e2c2e0a020099f21ae77204",
        "28b52ffd0048f501004403646f6f7262656c6c20646f6f7262656c6c203a207468652073616d6520776f72647320616761696e2c20646f6f7262656c6c2e0a0200872a4d11330c"
      })
  void readsWhatTheZstdCommandWrites(String frame) {
    byte[] bytes = TestBytes.hex(frame);
    assertDecompresses(KNOCK, bytes, bytes.length);
  }

  /** By hand after RFC 8878 section 3.1.1: single segment of 5 bytes, one raw last block. */
  @Test
  void readsARawBlock() {
    assertDecompresses(
        "hello".getBytes(StandardCharsets.US_ASCII),
        TestBytes.hex("28b52ffd 20 05 290000 68656c6c6f"),
        14);
  }

  /** By hand: 300,000 equal bytes in three blocks, because a block ends at 128 KiB. */
  @Test
  void readsRunLengthBlocks() {
    byte[] clear = new byte[300_000];
    Arrays.fill(clear, (byte) 'z');
    // Single segment, content size in 4 bytes; blocks of 131,072, 131,072 and 37,856.
    byte[] frame = TestBytes.hex("28b52ffd a0 e0930400 020010 7a 020010 7a 039f04 7a");
    assertDecompresses(clear, frame, frame.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {-7, -1, 0, 1, 3, 9, 19, 22})
  void framesAreReadByZstdItself(int level) {
    int[] lengths =
        level > 9
            ? new int[] {0, 1, 1000, 131_073}
            : new int[] {0, 1, 1000, 131_072, 131_073, 700_000};
    for (int length : lengths) {
      byte[] clear = TestBytes.text(length, length);
      byte[] frame = compress(level, clear);
      assertEquals(length, Zstd.getFrameContentSize(frame), "content size is in the header");
      assertArrayEquals(
          clear, length == 0 ? Zstd.decompress(frame, 0) : Zstd.decompress(frame, length));
    }
  }

  @Test
  void bytesAfterTheFrameAreLeftAlone() {
    byte[] frame = TestBytes.hex(FRAME);
    for (int extra : new int[] {1, 4, 200_000}) {
      assertDecompresses(KNOCK, Arrays.copyOf(frame, frame.length + extra), frame.length);
    }
    byte[] twice = Arrays.copyOf(frame, frame.length * 2);
    System.arraycopy(frame, 0, twice, frame.length, frame.length);
    assertDecompresses(KNOCK, twice, frame.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {FRAME, CHECKED_FRAME})
  void everyPrefixIsIncomplete(String frame) {
    byte[] bytes = TestBytes.hex(frame);
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(
          Outcome.Rejected.INPUT_INCOMPLETE,
          Arrays.copyOf(bytes, length),
          KNOCK.length,
          "length=" + length);
    }
  }

  @Test
  void aPrefixOfABigFrameIsIncomplete() {
    byte[] frame = compress(3, TestBytes.random(500_000, 1));
    for (int length : new int[] {131_072, 131_080, 262_144, frame.length - 1}) {
      assertRefused(
          Outcome.Rejected.INPUT_INCOMPLETE,
          Arrays.copyOf(frame, length),
          500_000,
          "length=" + length);
    }
  }

  @Test
  void anySmallerOutputIsTooSmall() {
    byte[] frame = TestBytes.hex(FRAME);
    for (int room = 0; room < KNOCK.length; room++) {
      assertRefused(Outcome.Rejected.OUTPUT_TOO_SMALL, frame, room, "room=" + room);
    }
    assertRefused(
        Outcome.Rejected.OUTPUT_TOO_SMALL, compress(3, TestBytes.text(300_000, 1)), 299_999, "big");
  }

  @Test
  void anyOutputBelowTheFrameIsTooSmall() {
    byte[] clear = TestBytes.text(2000, 2);
    int size = compress(3, clear).length;
    for (int room = 0; room < size; room++) {
      byte[] output = new byte[room];
      assertEquals(Outcome.Rejected.OUTPUT_TOO_SMALL, run(Direction.ENCRYPT, 3, clear, output));
      assertArrayEquals(new byte[room], output);
    }
    assertEquals(Outcome.Done.DONE, run(Direction.ENCRYPT, 3, clear, new byte[size]));
  }

  @Test
  void damageIsMalformed() {
    assertRefused(
        Outcome.Rejected.MALFORMED,
        TestBytes.hex("504b030400000000000000000000"),
        100,
        "no magic number");
    assertRefused(
        Outcome.Rejected.MALFORMED,
        TestBytes.hex("28b52ffd 20 05 2f0000 68656c6c6f"),
        100,
        "reserved block type");
    byte[] wrong = TestBytes.hex(CHECKED_FRAME);
    wrong[wrong.length - 1] ^= 1;
    assertRefused(Outcome.Rejected.MALFORMED, wrong, KNOCK.length, "checksum");
  }

  @Test
  void randomDamageOfACheckedFrameIsNeverDone() {
    long seed = 99;
    Random random = new Random(seed);
    byte[] frame = TestBytes.hex(CHECKED_FRAME);
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = frame.clone();
      int at = 6 + random.nextInt(frame.length - 6);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Outcome outcome = run(Direction.DECRYPT, 3, damaged, new byte[KNOCK.length]);
      assertTrue(
          outcome instanceof Outcome.Rejected,
          "seed=" + seed + " round=" + round + " at=" + at + " " + outcome);
    }
  }

  /** Made by the zstd command with a dictionary that has the id 4711. */
  @Test
  void aDictionaryIsAskedFor() {
    byte[] frame =
        TestBytes.hex(
            "28b52ffd22671245550100c83a207468652073616d6520776f72647320616761696e2c2e0a05fc4000c0bc24ec1f660c3765fe2f01");
    assertRefused(Outcome.Rejected.NEEDS_DICTIONARY, frame, 100, "dictionary");
  }

  @Test
  void aSkippableFrameIsAFrameOfNothing() {
    byte[] frame = TestBytes.hex("502a4d18 03000000 aabbcc");
    assertDecompresses(new byte[0], frame, frame.length);
  }

  /** The descriptor is patched: zstd makes no larger window than the content needs. */
  private static byte[] frameWithWindow(int log, byte[] clear) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setContentSize(false);
      byte[] frame = context.compress(clear);
      assertEquals(0, frame[4], "one byte for the window, no content size");
      frame[5] = (byte) (log - 10 << 3);
      return frame;
    }
  }

  @Test
  void aWindowOf128MiBIsRead() {
    byte[] clear = TestBytes.text(200_000, 3);
    byte[] frame = frameWithWindow(27, clear);
    assertDecompresses(clear, frame, frame.length);
  }

  @Test
  void aWindowOf256MiBIsRefused() {
    byte[] frame = frameWithWindow(28, TestBytes.text(200_000, 3));
    assertRefused(Outcome.Rejected.MALFORMED, frame, 200_000, "256 MiB");
  }

  @Test
  void aRefusedJobLeavesNothingToTheNext() {
    byte[] clear = TestBytes.text(100_000, 5);
    byte[] expected = compress(5, clear);
    run(Direction.ENCRYPT, 19, TestBytes.random(90_000, 1), new byte[100]);
    run(Direction.DECRYPT, 3, Arrays.copyOf(expected, 50), new byte[100_000]);
    assertArrayEquals(expected, compress(5, clear));
    assertDecompresses(clear, expected, expected.length);
  }

  @Test
  void jobsGoOnAfterClose() {
    byte[] expected = compress(3, KNOCK);
    engine.close();
    engine.close();
    assertArrayEquals(expected, compress(3, KNOCK));
  }
}
