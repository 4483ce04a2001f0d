package dev.doorbell.fallback;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;

/** Data for tests. */
public final class TestBytes {
  public static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  private TestBytes() {}

  /** Blanks are left out. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  public static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Compressible, but not trivially: words of a small vocabulary, with some noise. */
  public static byte[] text(int length, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int word = random.nextInt(300);
      int size = Math.min(2 + word % 9, length - at);
      for (int i = 0; i < size; i++) {
        bytes[at + i] = (byte) ('a' + (word * 31 + i * i * 7) % 26);
      }
      at += size;
      if (at < length) {
        bytes[at++] = random.nextInt(50) == 0 ? (byte) random.nextInt(256) : (byte) ' ';
      }
    }
    return bytes;
  }

  public static MemorySegment segment(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }
}
