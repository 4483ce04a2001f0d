package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LZ77 requests from hand-written descriptors; the answers are read as a zstd decoder would, from
 * literals and sequences alone.
 */
class Lz77JobTest {
  private static final int SEARCH = 0x43;
  private static final int PRICE = 0x42;
  private static final int STATELESS = 0x3A000000;
  private static final int SPACE = 400_000;

  private final Arena arena = Arena.ofConfined();
  private final Random random = new Random(77);
  private Twin twin;
  private RawQueue queue;
  private MemorySegment literals;
  private MemorySegment sequences;
  /* The three latest distances, as a decoder keeps them. */
  private final int[] repeats = {1, 4, 8};

  private void open(TwinDeviceSpec spec, int direction) {
    twin = Twin.start(TwinConfig.of(spec).withManualSteps());
    queue = new RawQueue(twin, twin.devices().getFirst(), direction);
    literals = arena.allocate((128 << 10) + 16);
    sequences = arena.allocate(SPACE);
  }

  private void open() {
    open(TwinDeviceSpec.of("hisi_zip", 3), 0);
  }

  @AfterEach
  void close() {
    queue.close();
    twin.close();
    arena.close();
  }

  private byte[] job(int type, int modes, byte[] block, int literalSpace, int space) {
    MemorySegment source = arena.allocate(Math.max(1, block.length));
    MemorySegment.copy(block, 0, source, JAVA_BYTE, 0, block.length);
    byte[] job = new byte[128];
    Words.put32(job, 16, block.length);
    Words.put32(job, 28, modes);
    Words.put32(job, 36, 4 << 12 | type);
    Words.put32(job, 52, literalSpace);
    Words.put32(job, 56, space);
    Words.put64(job, 72, source.address());
    Words.put64(job, 80, sequences.address());
    Words.put64(job, 96, literals.address());
    Words.put32(job, 104, 0x01020304);
    return job;
  }

  private byte[] run(int type, byte[] block) {
    return queue.run(job(type, STATELESS, block, block.length + 16, SPACE));
  }

  private static int status(byte[] result) {
    return Words.u8(result, 12);
  }

  /** Decodes an answer. */
  private byte[] decoded(byte[] result, int length) {
    assertEquals(0, status(result));
    assertEquals(length, Words.i32(result, 0));
    int count = Words.i32(result, 4);
    int literalBytes = Words.i32(result, 8);
    int longRuns = Words.i32(result, 124) >>> 24;
    int longIndex = Words.i32(result, 124) & 0xFFFFFF;
    byte[] out = new byte[length];
    int n = 0;
    int used = 0;
    for (int i = 0; i < count; i++) {
      int code = sequences.get(JAVA_INT_UNALIGNED, 8L * i);
      int run = sequences.get(JAVA_SHORT_UNALIGNED, 8L * i + 4) & 0xFFFF;
      int match = (sequences.get(JAVA_SHORT_UNALIGNED, 8L * i + 6) & 0xFFFF) + 3;
      if (longRuns == 1 && longIndex == i) {
        run += 65_536;
      }
      MemorySegment.copy(literals, JAVA_BYTE, used, out, n, run);
      n += run;
      used += run;
      int distance = distance(code, run);
      for (int k = 0; k < match; k++, n++) {
        out[n] = out[n - distance];
      }
    }
    int last = literalBytes - used;
    MemorySegment.copy(literals, JAVA_BYTE, used, out, n, last);
    assertEquals(length, n + last);
    return out;
  }

  private int distance(int code, int run) {
    int index = run == 0 ? code : code - 1;
    int distance = code > 3 ? code - 3 : index < 3 ? repeats[index] : repeats[0] - 1;
    int from = code > 3 || index == 3 ? 2 : index;
    System.arraycopy(repeats, 0, repeats, 1, from);
    repeats[0] = distance;
    return distance;
  }

  private byte[] text(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; ) {
      int n = Math.min(length - i, 1 + random.nextInt(40));
      int back = i == 0 ? 0 : 1 + random.nextInt(Math.min(i, 5000));
      boolean copy = random.nextInt(3) > 0 && back > 0;
      for (int k = 0; k < n; k++, i++) {
        bytes[i] = copy ? bytes[i - back] : (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 67",
    "2, 67",
    "3, 67",
    "4, 66",
    "7, 67",
    "1000, 67",
    "1000, 66",
    "65536, 67",
    "65537, 66",
    "131071, 67",
    "131072, 67",
    "131072, 66"
  })
  void literalsAndSequencesGiveTheBlockBack(int length, int type) {
    open();
    byte[] block = text(length);
    byte[] result = run(type, block);
    assertArrayEquals(block, decoded(result, length));
    if (length >= 1000) {
      assertTrue(Words.i32(result, 4) > length / 200, "few matches: " + Words.i32(result, 4));
    }
  }

  @Test
  void oneByteOverAndOverIsOneOrTwoMatches() {
    open();
    byte[] block = new byte[128 << 10];
    byte[] result = run(SEARCH, block);
    assertArrayEquals(block, decoded(result, block.length));
    assertTrue(Words.i32(result, 4) <= 3, "matches: " + Words.i32(result, 4));
  }

  @Test
  void aLiteralRunOfMoreThan64KIsFlagged() {
    open();
    byte[] block = new byte[100_000];
    random.nextBytes(block);
    System.arraycopy(block, 0, block, 90_000, 5000);
    byte[] result = run(SEARCH, block);
    assertEquals(1, Words.i32(result, 124) >>> 24);
    assertArrayEquals(block, decoded(result, block.length));
  }

  @Test
  void noiseIsAllLiterals() {
    open();
    byte[] block = new byte[5000];
    random.nextBytes(block);
    assertArrayEquals(block, decoded(run(SEARCH, block), block.length));
  }

  @Test
  void theThoroughSearchFindsMore() {
    open();
    byte[] block = text(100_000);
    int quick = cost(run(SEARCH, block));
    int thorough = cost(run(PRICE, block));
    assertTrue(thorough < quick, "cost " + thorough + " after the thorough search, " + quick);
  }

  /** About what literals and sequences take once they are encoded. */
  private static int cost(byte[] result) {
    return Words.i32(result, 8) + 3 * Words.i32(result, 4);
  }

  @Test
  void aStreamsRepeatCodesGoOnInItsContext() {
    open();
    MemorySegment context = arena.allocate(64 << 10, 4096);
    byte[] block = text(3000);
    byte[] first = job(SEARCH, 0x3C000000, block, block.length + 16, SPACE);
    Words.put64(first, 88, context.address() + 64);
    assertArrayEquals(block, decoded(queue.run(first), block.length));
    assertEquals(repeats[0], context.get(JAVA_INT_UNALIGNED, 64 + 784));
    byte[] later = job(SEARCH, 0x36000000, block, block.length + 16, SPACE);
    Words.put64(later, 88, context.address() + 64);
    assertArrayEquals(block, decoded(queue.run(later), block.length));
  }

  @Test
  void aSequenceBufferThatIsTooSmallIsReported() {
    open();
    byte[] block = text(100_000);
    byte[] result = queue.run(job(SEARCH, STATELESS, block, block.length + 16, 784 + 80));
    assertEquals(0x0E, status(result));
  }

  private void refused(byte[] job) {
    assertEquals(ZipDescriptor.BAD_DESCRIPTOR, status(queue.run(job)));
  }

  @Test
  void aLiteralBufferWithoutItsSlackIsRefused() {
    open();
    refused(job(SEARCH, STATELESS, text(1000), 1015, SPACE));
  }

  @Test
  void aSequenceBufferWithoutRoomForTheFrequenciesIsRefused() {
    open();
    refused(job(SEARCH, STATELESS, text(1000), 1016, 783));
  }

  @Test
  void moreThanOneZstdBlockIsRefused() {
    open();
    refused(job(SEARCH, STATELESS, new byte[(128 << 10) + 1], (128 << 10) + 17, SPACE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x41, 0x44})
  void otherSearchesAreRefused(int type) {
    open();
    refused(job(type, STATELESS, text(1000), 1016, SPACE));
  }

  @Test
  void aDeviceThatDoesNotListItRefuses() {
    open(TwinDeviceSpec.of("hisi_zip", 3).withAlgorithms("zlib", "gzip", "deflate"), 0);
    refused(job(SEARCH, STATELESS, text(1000), 1016, SPACE));
  }

  @Test
  void aQueueThatDecompressesRefuses() {
    open(TwinDeviceSpec.of("hisi_zip", 3), 1);
    refused(job(SEARCH, STATELESS, text(1000), 1016, SPACE));
  }

  @Test
  void onlyWhatWasProducedIsWritten() {
    open();
    literals.fill((byte) 0x55);
    sequences.fill((byte) 0x55);
    byte[] result = run(SEARCH, new byte[1000]);
    byte[] behind = literals.asSlice(Words.i32(result, 8)).toArray(JAVA_BYTE);
    byte[] expected = new byte[behind.length];
    Arrays.fill(expected, (byte) 0x55);
    assertArrayEquals(expected, behind);
    assertEquals(0x55, sequences.get(JAVA_BYTE, 8L * Words.i32(result, 4) + 8 + 784));
  }
}
