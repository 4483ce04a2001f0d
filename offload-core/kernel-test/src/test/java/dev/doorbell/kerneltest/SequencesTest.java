package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test device's LZ77 for zstd (uacce.md 3.10), by its own descriptors: replaying literals and
 * sequences with zstd's rules gives the block back.
 */
class SequencesTest {
  private static final int MOST = 128 << 10;
  private static final int FAST = 0x43;
  private static final int PRICE = 0x42;
  private static final int OK = 0;
  private static final int NO_SPACE = 0x0e;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  /** One job's memory, and the descriptor that the C library writes for it (annex A.1). */
  private static final class Block implements AutoCloseable {
    final RawQueue queue = new RawQueue(Knobs.ZIP_V3, 0);
    final MemorySegment source = queue.allocate(MOST);
    final MemorySegment literals = queue.allocate(MOST + 16);
    final MemorySegment sequences = queue.allocate(MOST / 3 * 8 + 8192);
    final MemorySegment descriptor = queue.allocate(RawQueue.DESCRIPTOR_BYTES);

    Block() throws Exception {}

    /** The status of a job whose descriptor is right but for {@code at}, if that is none of 0. */
    int run(byte[] plain, int request, int at, int value) {
      MemorySegment.copy(plain, 0, source, ValueLayout.JAVA_BYTE, 0, Math.min(plain.length, MOST));
      descriptor.fill((byte) 0);
      descriptor.set(RawQueue.U32, 16, plain.length);
      descriptor.set(RawQueue.U32, 28, 0x3a000000);
      descriptor.set(RawQueue.U32, 36, 0x4000 | request);
      descriptor.set(RawQueue.U32, 52, plain.length + 16);
      descriptor.set(RawQueue.U32, 56, (int) sequences.byteSize());
      descriptor.set(RawQueue.U64, 72, source.address());
      descriptor.set(RawQueue.U64, 80, sequences.address());
      descriptor.set(RawQueue.U64, 96, literals.address());
      if (at != 0) {
        descriptor.set(RawQueue.U32, at, value);
      }
      MemorySegment answer = queue.execute(descriptor);
      descriptor.copyFrom(answer);
      return answer.get(RawQueue.U32, 12) & 0xff;
    }

    int word(int dword) {
      return descriptor.get(RawQueue.U32, 4L * dword);
    }

    /** What zstd would make of the answer. */
    byte[] replayed() {
      byte[] out = new byte[word(0)];
      int at = 0;
      byte[] kept = new byte[word(2)];
      MemorySegment.copy(literals, ValueLayout.JAVA_BYTE, 0, kept, 0, kept.length);
      int[] repeat = {1, 4, 8};
      int used = 0;
      int longRun = word(31) >>> 24 == 1 ? word(31) & 0xffffff : -1;
      for (int i = 0; i < word(1); i++) {
        int code = sequences.get(RawQueue.U32, 8L * i);
        int run = Short.toUnsignedInt(sequences.get(U16, 8L * i + 4));
        int length = Short.toUnsignedInt(sequences.get(U16, 8L * i + 6)) + 3;
        if (i == longRun) {
          run += 65_536;
        }
        System.arraycopy(kept, used, out, at, run);
        used += run;
        at += run;
        int distance = distance(repeat, code, run);
        for (int end = at + length; at < end; at++) {
          out[at] = out[at - distance];
        }
      }
      System.arraycopy(kept, used, out, at, kept.length - used);
      assertEquals(out.length, at + kept.length - used, "bytes that the sequences make");
      return out;
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  /** RFC 8878, 3.1.1.5. */
  private static int distance(int[] repeat, int code, int literals) {
    int distance;
    int index = code - (literals > 0 ? 1 : 0);
    if (code > 3) {
      distance = code - 3;
      index = 3;
    } else if (index == 3) {
      distance = repeat[0] - 1;
    } else {
      distance = repeat[index];
    }
    for (int i = Math.min(index, 2); i > 0; i--) {
      repeat[i] = repeat[i - 1];
    }
    repeat[0] = distance;
    return distance;
  }

  private static byte[] text(int n, int seed) {
    byte[] text = new byte[n];
    Random random = new Random(seed);
    for (int i = 0; i < n; i++) {
      boolean back = i > 200 && random.nextInt(20) > 0;
      text[i] = back ? text[i - (i / 64 % 3 == 0 ? 200 : 37)] : (byte) ('a' + random.nextInt(20));
    }
    return text;
  }

  @ParameterizedTest
  @CsvSource({
    "67, 1",
    "67, 2",
    "67, 3",
    "67, 4",
    "67, 100",
    "67, 4096",
    "67, 20000",
    "66, 1",
    "66, 20000"
  })
  void aBlockComesBackFromItsLiteralsAndSequences(int request, int n) throws Exception {
    try (Block block = new Block()) {
      byte[] plain = text(n, n);
      assertEquals(OK, block.run(plain, request, 0, 0));
      assertEquals(n, block.word(0), "consumed");
      assertTrue(n < 4096 || block.word(1) > 0, "sequences");
      assertArrayEquals(plain, block.replayed());
    }
  }

  @Test
  void aRunOfLiteralsTooLongForItsFieldIsFlagged() throws Exception {
    try (Block block = new Block()) {
      byte[] plain = new byte[100_000];
      // No three bytes twice, until the end: a counter of two digits below 251 behind a 255.
      for (int i = 0; i < 99_000; i++) {
        int number = i / 3;
        plain[i] = (byte) (i % 3 == 0 ? 255 : i % 3 == 1 ? number / 251 : number % 251);
      }
      System.arraycopy(plain, 98_000, plain, 99_000, 1000);
      assertEquals(OK, block.run(plain, FAST, 0, 0));
      assertEquals(1 << 24, block.word(31), "the first sequence");
      assertArrayEquals(plain, block.replayed());
    }
  }

  @Test
  void oneByteForAWholeBlockNeedsTwoSequences() throws Exception {
    try (Block block = new Block()) {
      assertEquals(OK, block.run(new byte[MOST], PRICE, 0, 0));
      assertEquals(2, block.word(1));
      assertEquals(1, block.word(2));
      assertArrayEquals(new byte[MOST], block.replayed());
    }
  }

  /** The second sequence names its distance in full, since no code does without literals. */
  @Test
  void aDistanceThatIsRepeatedInFullMovesTheOthersToo() throws Exception {
    try (Block block = new Block()) {
      byte[] plain = new byte[100_040];
      for (int i = 100_000; i < plain.length; i++) {
        plain[i] = (byte) ('a' + i % 4);
      }
      assertEquals(OK, block.run(plain, FAST, 0, 0));
      assertEquals(3, block.word(1), "sequences");
      assertArrayEquals(plain, block.replayed());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {783, 784})
  void theSequencesNeedRoomForTheStatisticsToo(int space) throws Exception {
    try (Block block = new Block()) {
      assertEquals(space < 784 ? 3 : NO_SPACE, block.run(text(1000, 1), FAST, 56, space));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0",
    "16, 131073",
    "52, 1015",
    "28, 0x3c000000",
    "28, 0x0a000000",
    "36, 0x5043",
    "36, 0x4143",
    "88, 4096",
    "60, 1",
    "8, 1"
  })
  void whatIsOutOfRangeIsRefused(int at, String value) throws Exception {
    try (Block block = new Block()) {
      long before = Knobs.ZIP_V3.get("refused");
      assertEquals(3, block.run(text(1000, 1), FAST, at, Integer.decode(value)));
      assertEquals(before + 1, Knobs.ZIP_V3.get("refused"));
    }
  }
}
