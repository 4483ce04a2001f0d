package dev.doorbell.offload.sequences;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.doorbell.offload.job.Lz77Sequence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the upcall gives zstd, and what it leaves to zstd. */
class BlockSequencesTest {
  private static final long WINDOW = 1 << 20;

  private final BlockSequences sequences = new BlockSequences();
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    sequences.close();
    arena.close();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long[] list(int... values) {
    long[] all = new long[values.length / 3];
    for (int i = 0; i < all.length; i++) {
      all[i] = Lz77Sequence.of(values[3 * i], values[3 * i + 1], values[3 * i + 2]);
    }
    return all;
  }

  /** What zstd would get for {@code block}: literals, match, distance of each sequence, or none. */
  private int[] produced(MemorySegment block, int room, long window) {
    int[] out = new int[4 * room];
    long n = sequences.produce(MemorySegment.ofArray(out), block, window);
    if (n < 0) {
      return new int[] {-1};
    }
    int[] triples = new int[(int) n * 3];
    for (int i = 0; i < n; i++) {
      triples[3 * i] = out[4 * i + 1];
      triples[3 * i + 1] = out[4 * i + 2];
      triples[3 * i + 2] = out[4 * i];
    }
    return triples;
  }

  private int[] produced(String block) {
    return produced(text(block), 10, WINDOW);
  }

  private static int[] zstdSearches() {
    return new int[] {-1};
  }

  @Test
  void sequencesOfTheBlockAreHandedOn() {
    sequences.begin(list(4, 4, 4, 1, 3, 4, 1, 0, 0), 3);
    assertArrayEquals(new int[] {4, 4, 4, 1, 3, 4, 1, 0, 0}, produced("abcdabcdXbcdY"));
  }

  @Test
  void withoutSequencesZstdSearches() {
    sequences.begin(new long[10], 0);
    assertArrayEquals(zstdSearches(), produced("abcdabcd"));
  }

  /** literals, match, distance of the one match: all but the right one. */
  @ParameterizedTest
  @CsvSource({
    "4, 4, 0",
    "4, 4, 3",
    "4, 4, 5",
    "3, 4, 4",
    "5, 4, 4",
    "4, 5, 4",
    "4, 131072, 4",
    "131072, 4, 4",
    "4, 4, 131072"
  })
  void aMatchThatIsNoneLeavesTheBlockToZstdOrIsNotUsed(int literals, int match, int distance) {
    sequences.begin(list(literals, match, distance, 100, 0, 0), 2);
    int[] given = produced("abcdabcdXY");
    if (given.length > 1) {
      byte[] block = "abcdabcdXY".getBytes(StandardCharsets.US_ASCII);
      assertArrayEquals(block, rebuilt(block, given));
    }
  }

  @Test
  void aListThatEndsBeforeTheBlockIsLeftAside() {
    sequences.begin(list(4, 4, 4, 1, 0, 0), 2);
    assertArrayEquals(zstdSearches(), produced("abcdabcdXY"));
  }

  @Test
  void aListThatDoesNotFitIsLeftAside() {
    sequences.begin(list(4, 4, 4, 2, 0, 0), 2);
    assertArrayEquals(zstdSearches(), produced(text("abcdabcdXY"), 1, WINDOW));
  }

  @Test
  void aDistanceBeyondTheWindowIsLeftAside() {
    sequences.begin(list(4, 4, 4, 2, 0, 0), 2);
    assertArrayEquals(zstdSearches(), produced(text("abcdabcdXY"), 10, 3));
  }

  @Test
  void nothingIsLeftOverForWhatComesNext() {
    sequences.begin(list(4, 4, 4, 0, 0, 0), 2);
    sequences.end();
    assertArrayEquals(zstdSearches(), produced("abcdabcd"));
  }

  /** However zstd cuts the bytes, each part gets what lies in it, and all of it is right. */
  @Test
  void blocksThatZstdCutsGetTheirPart() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[1 + random.nextInt(2000)];
      List<Long> found = new ArrayList<>();
      int literals = 0;
      for (int i = 0; i < bytes.length; ) {
        int distance = i == 0 ? 0 : 1 + random.nextInt(i);
        int match = Math.min(bytes.length - i, 3 + random.nextInt(60));
        if (distance > 0 && match >= 3 && random.nextInt(5) == 0) {
          for (int k = 0; k < match; k++, i++) {
            bytes[i] = bytes[i - distance];
          }
          found.add(Lz77Sequence.of(literals, match, distance));
          literals = 0;
        } else {
          bytes[i++] = (byte) random.nextInt(256);
          literals++;
        }
      }
      found.add(Lz77Sequence.of(literals, 0, 0));
      sequences.begin(found.stream().mapToLong(Long::longValue).toArray(), found.size());
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + 1 + random.nextInt(1500));
        byte[] block = Arrays.copyOfRange(bytes, from, to);
        int[] given = produced(MemorySegment.ofArray(block), 2000, WINDOW);
        assertArrayEquals(block, rebuilt(block, given), "seed=" + seed + " round=" + round);
        from = to;
      }
      sequences.end();
    }
  }

  private static byte[] rebuilt(byte[] block, int[] given) {
    byte[] back = new byte[block.length];
    int n = 0;
    for (int i = 0; i < given.length; i += 3) {
      System.arraycopy(block, n, back, n, given[i]);
      n += given[i];
      for (int k = 0; k < given[i + 1]; k++, n++) {
        back[n] = back[n - given[i + 2]];
      }
    }
    assertEquals(block.length, n);
    return back;
  }

  @Test
  void theFunctionFindsItsObjectByTheState() {
    assertNotEquals(0, BlockSequences.functionPointer());
    MemorySegment block = arena.allocateFrom(ValueLayout.JAVA_BYTE, new byte[] {1, 2, 1, 2, 1, 2});
    MemorySegment out = arena.allocate(16 * 10, 8);
    sequences.begin(list(2, 4, 2, 0, 0, 0), 2);
    assertEquals(
        2,
        BlockSequences.produce(sequences.handle(), out.address(), 10, block.address(), 6, WINDOW));
    assertEquals(2, out.get(ValueLayout.JAVA_INT, 0));
    assertEquals(1, sequences.served());
    assertEquals(
        BlockSequences.SEARCH_YOURSELF,
        BlockSequences.produce(-5, out.address(), 10, block.address(), 6, WINDOW));
  }
}
