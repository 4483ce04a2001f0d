package dev.doorbell.fallback.natives;

import dev.doorbell.fallback.memory.JobOutput;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A known answer before a library gets real work: the JDK has to read back what it wrote. */
final class Proof {
  private Proof() {}

  /** Whether both endings of {@code deflater} are right, in one stream and with a history. */
  static boolean isRight(RawDeflater deflater) {
    byte[] text = text();
    byte[] packed = new byte[2 * text.length];
    JobOutput output = JobOutput.direct(MemorySegment.ofArray(packed));
    int half = text.length / 2;
    MemorySegment all = MemorySegment.ofArray(text);
    if (!deflater.compress(MemorySegment.NULL, all.asSlice(0, half), false, output)
        || !deflater.compress(
            all.asSlice(half - 32_768, 32_768), all.asSlice(half), true, output)) {
      return false;
    }
    byte[] back = new byte[text.length + 1];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed, 0, (int) output.sizeBytes());
      int n = inflater.inflate(back);
      return n == text.length
          && inflater.finished()
          && inflater.getRemaining() == 0
          && Arrays.equals(text, 0, n, back, 0, n);
    } catch (DataFormatException wrongAnswer) {
      return false;
    }
  }

  /** Whether {@code inflater} reads a message of the JDK's, and knows a wrong checksum. */
  static boolean isRight(LibInflater inflater) {
    byte[] text = text();
    byte[] packed = new byte[text.length];
    int n;
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(text);
      deflater.finish();
      n = deflater.deflate(packed);
    }
    byte[] back = new byte[text.length];
    MemorySegment output = MemorySegment.ofArray(back);
    MemorySegment input = MemorySegment.ofArray(packed);
    boolean read =
        inflater.inflateZlib(input, output) == LibInflater.DONE
            && inflater.readBytes() == n
            && inflater.writtenBytes() == text.length
            && Arrays.equals(text, back);
    packed[n - 1]++;
    return read && inflater.inflateZlib(input, output) != LibInflater.DONE;
  }

  /** Some 100 KB that compress, but not to nothing. */
  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    for (long i = 1; text.length() < 100_000; i++) {
      text.append("known answer ").append(i * i * 7_919).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
