package dev.doorbell.offload.device.hisi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the device's sequences, right ones and all others; answers written by hand. */
class ZipSequencesTest {
  private static final String TEXT = "nothing comes back";

  private final StagingPool pool = new StagingPool(8 << 20);
  private final ZipCodec codec = new ZipCodec(3);
  private final JobResult result = new JobResult();
  private Lz77Job job;
  private Staging staging;

  @BeforeEach
  void begin() {
    use(TEXT.getBytes(StandardCharsets.US_ASCII));
  }

  @AfterEach
  void end() {
    pool.release(staging);
    pool.close();
  }

  private void use(byte[] block) {
    if (staging != null) {
      pool.release(staging);
    }
    job =
        new Lz77Job(
            3,
            MemorySegment.ofArray(block),
            MemorySegment.ofArray(new byte[(int) Lz77Job.outputBound(block.length)]));
    staging = Objects.requireNonNull(pool.acquire(codec.stagingBytes(job)));
    codec.encode(job, staging);
  }

  private void word(int dword, int value) {
    staging.memory().set(ValueLayout.JAVA_INT, DescriptorCodec.COMPLETION + 4L * dword, value);
  }

  private void sequence(int index, int code, int literals, int match) {
    long at = staging.outputOffset() + 8L * index;
    staging.memory().set(ValueLayout.JAVA_INT_UNALIGNED, at, code);
    staging.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 4, (short) literals);
    staging.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 6, (short) (match - 3));
  }

  private void answer(int sequences, int literals) {
    word(0, (int) job.input().byteSize());
    word(1, sequences);
    word(2, literals);
    word(3, 0);
  }

  private long[] decoded(Outcome expected) {
    assertEquals(expected, codec.decode(job, staging, result));
    if (expected != Outcome.Done.DONE) {
      return new long[0];
    }
    assertEquals(job.input().byteSize(), result.consumed());
    long[] sequences = new long[(int) result.produced() / 8];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = staging.memory().get(ValueLayout.JAVA_LONG, staging.outputOffset() + 8L * i);
    }
    return sequences;
  }

  private static long[] sequences(int... values) {
    long[] all = new long[values.length / 3];
    for (int i = 0; i < all.length; i++) {
      all[i] = Lz77Sequence.of(values[3 * i], values[3 * i + 1], values[3 * i + 2]);
    }
    return all;
  }

  @Test
  void distancesAreTakenFromTheirCodes() {
    use("abcdefgh_abcdefgh".getBytes(StandardCharsets.US_ASCII));
    answer(1, 9);
    sequence(0, 9 + 3, 9, 8);
    assertArrayEquals(sequences(9, 8, 9, 0, 0, 0), decoded(Outcome.Done.DONE));
  }

  /**
   * RFC 8878 section 3.1.1.5, worked through by hand: codes 1 to 3 behind literals are the latest
   * three distances, without literals the second, the third, and the latest less one.
   */
  @ParameterizedTest
  @CsvSource({
    // code, literals before it | the distance meant, with 6, 5, 7 as the latest three
    "1, 1, 6",
    "2, 1, 5",
    "3, 1, 7",
    "1, 0, 5",
    "2, 0, 7",
    "3, 0, 5"
  })
  void repeatCodesNameTheLatestDistances(int code, int literals, int distance) {
    byte[] block = new byte[64];
    use(block);
    answer(5, 64 - 3 * 5);
    sequence(0, 7 + 3, 20, 3);
    sequence(1, 5 + 3, 1, 3);
    sequence(2, 6 + 3, 1, 3);
    sequence(3, code, literals, 3);
    sequence(4, 1, 1, 3); // what was used is the latest now
    long[] all = decoded(Outcome.Done.DONE);
    assertEquals(distance, Lz77Sequence.distance(all[3]));
    assertEquals(distance, Lz77Sequence.distance(all[4]));
  }

  @Test
  void aBlockWithoutMatchesIsAllLiterals() {
    answer(0, TEXT.length());
    assertArrayEquals(sequences(TEXT.length(), 0, 0), decoded(Outcome.Done.DONE));
  }

  @Test
  void theFlaggedLiteralRunIs64KLonger() {
    byte[] block = new byte[Lz77Job.MOST_BYTES];
    use(block);
    answer(1, block.length - 1000);
    sequence(0, 1 + 3, 7, 1000);
    word(31, 1 << 24);
    assertArrayEquals(
        sequences(65_543, 1000, 1, block.length - 66_543, 0, 0), decoded(Outcome.Done.DONE));
  }

  @Test
  void theGreatestMatchOfTheLayoutIsTaken() {
    byte[] block = new byte[Lz77Job.MOST_BYTES];
    use(block);
    answer(1, block.length - 65_538);
    sequence(0, 1 + 3, 1, 65_538);
    assertEquals(65_538, Lz77Sequence.match(decoded(Outcome.Done.DONE)[0]));
  }

  private void refuses(Consumer<ZipSequencesTest> lie) {
    use("abcdefgh_abcdefgh_abcdefgh".getBytes(StandardCharsets.US_ASCII));
    answer(2, 10);
    sequence(0, 9 + 3, 9, 8);
    sequence(1, 9 + 3, 1, 8);
    lie.accept(this);
    decoded(Outcome.Faulted.DEVICE_ERROR);
  }

  @Test
  void theAnswerThatTheLiesStartFromIsRight() {
    use("abcdefgh_abcdefgh_abcdefgh".getBytes(StandardCharsets.US_ASCII));
    answer(2, 10);
    sequence(0, 9 + 3, 9, 8);
    sequence(1, 9 + 3, 1, 8);
    assertArrayEquals(sequences(9, 8, 9, 1, 8, 9, 0, 0, 0), decoded(Outcome.Done.DONE));
  }

  /** dword, value: results that cannot be. */
  @ParameterizedTest
  @CsvSource({
    "0, 25",
    "0, 27",
    "0, -1", // consumed
    "1, 3",
    "1, 1",
    "1, 9",
    "1, -1",
    "1, 2147483647", // sequences
    "2, 9",
    "2, 11",
    "2, -1", // literals
    "3, 3",
    "3, 14",
    "3, 255", // status
    "31, 16777216",
    "31, 33554432",
    "31, 16777218",
    "31, -1" // long literals
  })
  void resultsOutOfRangeAreRefused(int dword, int value) {
    refuses(it -> it.word(dword, value));
  }

  /** code, literals, length of the first sequence. */
  @ParameterizedTest
  @CsvSource({
    "0, 9, 8",
    "1, 9, 8",
    "2, 9, 8",
    "3, 9, 8",
    "13, 9, 8",
    "11, 9, 8",
    "-1, 9, 8",
    "-2147483648, 9, 8",
    "12, 8, 8",
    "12, 10, 8",
    "12, 65535, 8",
    "12, 0, 8",
    "12, 9, 7",
    "12, 9, 9",
    "12, 9, 65538"
  })
  void sequencesThatAreNoneAreRefused(int code, int literals, int match) {
    refuses(it -> it.sequence(0, code, literals, match));
  }

  @Test
  void aDistanceOfNothingIsRefused() {
    use(new byte[64]);
    answer(1, 61);
    sequence(0, 3, 0, 3); // the latest distance, 1, less one
    decoded(Outcome.Faulted.DEVICE_ERROR);
  }

  @Test
  void theWholeAnswerFitsTheSlab() {
    for (int size : new int[] {1, 2, 3, 100, 65_537, Lz77Job.MOST_BYTES}) {
      use(new byte[size]);
      int literalSpace = staging.memory().get(ValueLayout.JAVA_INT, 4 * 13L);
      int space = staging.memory().get(ValueLayout.JAVA_INT, 4 * 14L);
      long literals = staging.memory().get(ValueLayout.JAVA_LONG, 4 * 24L) - staging.address();
      assertEquals(size + 16, literalSpace);
      assertTrue(literals + literalSpace <= staging.outputOffset());
      assertTrue(staging.outputOffset() + space <= staging.sizeBytes());
      assertTrue(space >= size / 3 * 8 + 8 + 784);
    }
  }

  /** Anything at all in the answer's words and sequences: refused, or right. */
  @Test
  void noAnswerDoesHarm() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] block = new byte[200];
    int taken = 0;
    for (int round = 0; round < 20_000; round++) {
      for (int i = 0; i < block.length; i++) {
        block[i] = (byte) (random.nextInt(10) / 9);
      }
      use(block);
      int count = random.nextInt(6);
      int matched = 0;
      for (int i = 0; i < count; i++) {
        int match = 3 + random.nextInt(3);
        matched += match;
        sequence(i, random.nextInt(12), random.nextInt(10), match);
      }
      answer(count, block.length - matched);
      if (random.nextInt(3) == 0) {
        word(new int[] {0, 1, 2, 3, 31}[random.nextInt(5)], random.nextInt(-1, 300));
      }
      Outcome outcome = codec.decode(job, staging, result);
      if (outcome == Outcome.Done.DONE) {
        taken++;
        assertRebuilds(block, (int) result.produced() / 8, "seed=" + seed + " round=" + round);
      } else {
        assertEquals(Outcome.Faulted.DEVICE_ERROR, outcome);
      }
    }
    assertTrue(taken > 1000, taken + " answers were right, seed=" + seed);
  }

  private void assertRebuilds(byte[] block, int sequences, String where) {
    byte[] back = new byte[block.length];
    int n = 0;
    for (int i = 0; i < sequences; i++) {
      long sequence = staging.memory().get(ValueLayout.JAVA_LONG, staging.outputOffset() + 8L * i);
      System.arraycopy(block, n, back, n, Lz77Sequence.literals(sequence));
      n += Lz77Sequence.literals(sequence);
      for (int end = n + Lz77Sequence.match(sequence); n < end; n++) {
        back[n] = back[n - Lz77Sequence.distance(sequence)];
      }
    }
    assertEquals(block.length, n, where);
    assertArrayEquals(block, back, where);
  }
}
