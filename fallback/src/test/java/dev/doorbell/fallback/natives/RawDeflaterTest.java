package dev.doorbell.fallback.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.offload.engine.LibraryReport;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawDeflaterTest {
  private static final long SEED = Long.getLong("doorbell.seed", System.nanoTime());

  private static Stream<String> deflaters() {
    return Stream.concat(
        IntStream.rangeClosed(1, 3).mapToObj(level -> "isal " + level),
        IntStream.rangeClosed(1, 9).mapToObj(level -> "libdeflate " + level));
  }

  private static RawDeflater open(String name) {
    String[] parts = name.split(" ");
    boolean isal = parts[0].equals("isal");
    LibraryReport state = isal ? Isal.library().state() : LibDeflate.library().state();
    assumeTrue(state.usable(), () -> state.name() + ": " + state.detail());
    int level = Integer.parseInt(parts[1]);
    return isal ? Isal.library().newDeflater(level) : LibDeflate.library().newDeflater(level);
  }

  /** Bytes of one of several natures. */
  private static byte[] data(Random random, int n) {
    byte[] bytes = new byte[n];
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> Arrays.fill(bytes, (byte) random.nextInt());
      case 2 -> {
        for (int i = 0; i < n; i++) {
          bytes[i] = (byte) (random.nextInt(1 + random.nextInt(40)) + 'a');
        }
      }
      default -> {
        byte[] phrase = new byte[1 + random.nextInt(200)];
        random.nextBytes(phrase);
        for (int i = 0; i < n; i++) {
          bytes[i] = random.nextInt(50) == 0 ? (byte) random.nextInt() : phrase[i % phrase.length];
        }
      }
    }
    return bytes;
  }

  private static byte[] inflate(byte[] packed, int packedBytes, int n) throws DataFormatException {
    byte[] back = new byte[n + 1];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed, 0, packedBytes);
      int got = 0;
      while (!inflater.finished()) {
        int more = inflater.inflate(back, got, back.length - got);
        assertTrue(more > 0 || inflater.finished(), "stuck after " + got + " of " + n);
        got += more;
      }
      assertEquals(0, inflater.getRemaining());
      return Arrays.copyOf(back, got);
    }
  }

  @ParameterizedTest
  @MethodSource("deflaters")
  void aMessageHasTheSameBytesWhereverItLies(String name) {
    Random random = new Random(SEED);
    try (RawDeflater deflater = open(name);
        Arena arena = Arena.ofConfined()) {
      byte[] clear = new byte[400_000];
      for (int at = 0; at < clear.length; at += 10_000) {
        System.arraycopy(data(random, 10_000), 0, clear, at, 10_000);
      }
      MemorySegment onHeap = MemorySegment.ofArray(clear);
      assertArrayEquals(
          compress(deflater, onHeap),
          compress(deflater, arena.allocate(clear.length).copyFrom(onHeap)),
          () -> name + ", -Ddoorbell.seed=" + SEED);
    }
  }

  private static byte[] compress(RawDeflater deflater, MemorySegment input) {
    byte[] packed = new byte[(int) input.byteSize() + 10_000];
    JobOutput output = JobOutput.direct(MemorySegment.ofArray(packed));
    assertTrue(deflater.compress(MemorySegment.NULL, input, true, output));
    return Arrays.copyOf(packed, (int) output.sizeBytes());
  }

  @ParameterizedTest
  @MethodSource("deflaters")
  void theJdkReadsBackEveryStreamOfPieces(String name) throws DataFormatException {
    Random random = new Random(SEED);
    try (RawDeflater deflater = open(name);
        Arena arena = Arena.ofConfined()) {
      for (int round = 0; round < 40; round++) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] packed = new byte[4 << 20];
        JobOutput output = JobOutput.direct(MemorySegment.ofArray(packed));
        int pieces = 1 + random.nextInt(5);
        for (int i = 0; i < pieces; i++) {
          byte[] piece = data(random, random.nextInt(1 << random.nextInt(18)));
          byte[] before = all.toByteArray();
          int history = Math.min(before.length, 32_768);
          MemorySegment input =
              random.nextBoolean()
                  ? MemorySegment.ofArray(piece)
                  : arena.allocate(Math.max(1, piece.length)).asSlice(0, piece.length);
          input.copyFrom(MemorySegment.ofArray(piece));
          MemorySegment preceding =
              MemorySegment.ofArray(before).asSlice(before.length - history, history);
          assertTrue(deflater.compress(preceding, input, i == pieces - 1, output));
          all.writeBytes(piece);
        }
        int size = (int) output.sizeBytes();
        assertArrayEquals(
            all.toByteArray(),
            inflate(packed, size, all.size()),
            () -> name + ", -Ddoorbell.seed=" + SEED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("deflaters")
  void aMessageLongerThanTheLibrariesBuffersComesBackWhole(String name) throws DataFormatException {
    byte[] message = data(new Random(SEED), LibDeflater.PIECE_BYTES * 2 + 12_345);
    byte[] packed = new byte[message.length + message.length / 8];
    try (RawDeflater deflater = open(name)) {
      JobOutput output = JobOutput.direct(MemorySegment.ofArray(packed));
      assertTrue(
          deflater.compress(MemorySegment.NULL, MemorySegment.ofArray(message), true, output));
      assertArrayEquals(message, inflate(packed, (int) output.sizeBytes(), message.length));
    }
  }

  @ParameterizedTest
  @MethodSource("deflaters")
  void anOutputWithoutRoomIsAReturnValueAndTheNextJobIsRight(String name)
      throws DataFormatException {
    byte[] message = new byte[100_000];
    new Random(SEED).nextBytes(message);
    byte[] packed = new byte[120_000];
    try (RawDeflater deflater = open(name)) {
      MemorySegment small = MemorySegment.ofArray(packed).asSlice(0, 1000);
      MemorySegment input = MemorySegment.ofArray(message);
      assertFalse(deflater.compress(MemorySegment.NULL, input, true, JobOutput.direct(small)));
      JobOutput output = JobOutput.direct(MemorySegment.ofArray(packed));
      assertTrue(deflater.compress(MemorySegment.NULL, input, true, output));
      assertArrayEquals(message, inflate(packed, (int) output.sizeBytes(), message.length));
    }
  }

  @Test
  void anAbsentLibraryIsAReasonInWords() {
    // Whichever way this machine is, somebody has to be able to read it.
    for (LibraryReport state :
        new LibraryReport[] {Isal.library().state(), LibDeflate.library().state()}) {
      assertFalse(state.detail().isBlank());
      assertTrue(state.howToGet().startsWith("apt-get install lib"));
    }
  }
}
