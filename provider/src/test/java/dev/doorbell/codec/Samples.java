package dev.doorbell.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Data of mixed compressibility, buffers of every kind, and the JDK's codecs as the oracle. */
final class Samples {
  private Samples() {}

  /** A new seed for each run, or the one that a failure printed: {@code -Ddoorbell.test.seed=…}. */
  static long seed() {
    return Long.getLong("doorbell.test.seed", System.nanoTime());
  }

  /**
   * How many of the suite's random sequences a test runs, of which each has a seed of its own:
   * {@code -Ddoorbell.test.sequences=…}, 2,000 in all by default. To see one again: {@code
   * -Ddoorbell.test.seed=…} with what the failure printed, and {@code -Ddoorbell.test.sequences=1}.
   *
   * @param share of each 2,000
   */
  static int sequences(int share) {
    return Math.max(
        1, (int) (Integer.getInteger("doorbell.test.sequences", 2000) * (long) share / 2000));
  }

  /** Runs of text, of zeros, of noise, and of copies of what came before. */
  static byte[] mixed(Random random, int n) {
    byte[] data = new byte[n];
    int i = 0;
    while (i < n) {
      int len = Math.min(n - i, 1 + random.nextInt(3000));
      switch (random.nextInt(4)) {
        case 0 -> {
          for (int k = 0; k < len; k++) {
            data[i + k] = (byte) ("etaoin shrdlu".charAt(random.nextInt(13)));
          }
        }
        case 1 -> {
          // zeros
        }
        case 2 -> {
          byte[] noise = new byte[len];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, data, i, len);
        }
        default -> {
          int back = i == 0 ? 0 : 1 + random.nextInt(Math.min(i, 40_000));
          for (int k = 0; k < len && back > 0; k++) {
            data[i + k] = data[i + k - back];
          }
        }
      }
      i += len;
    }
    return data;
  }

  static byte[] noise(long seed, int n) {
    byte[] data = new byte[n];
    new Random(seed).nextBytes(data);
    return data;
  }

  static byte[] text(long seed, int n) {
    Random random = new Random(seed);
    byte[] data = new byte[n];
    for (int i = 0; i < n; i++) {
      data[i] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
    }
    return data;
  }

  /**
   * The slice as a heap, direct or read-only buffer with a position, a limit and an offset that are
   * not the array's.
   */
  static ByteBuffer buffer(Random random, byte[] data, int off, int len) {
    int before = random.nextInt(5);
    int after = random.nextInt(5);
    boolean direct = random.nextBoolean();
    ByteBuffer all =
        direct
            ? ByteBuffer.allocateDirect(before + len + after + 3)
            : ByteBuffer.allocate(before + len + after + 3);
    all.position(3);
    ByteBuffer buffer = all.slice();
    buffer.position(before).put(data, off, len);
    buffer.flip().position(before);
    return random.nextBoolean() ? buffer.asReadOnlyBuffer() : buffer;
  }

  static byte[] deflateWithJdk(byte[] data, int level, boolean nowrap) {
    try (Deflater deflater = new Deflater(level, nowrap)) {
      deflater.setInput(data);
      deflater.finish();
      return drain(deflater);
    }
  }

  /** Everything that is left of a stream after {@code finish()}. */
  static byte[] drain(Deflater deflater) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buf = new byte[777];
    while (!deflater.finished()) {
      out.write(buf, 0, deflater.deflate(buf));
    }
    return out.toByteArray();
  }

  /** Inflates with the plain JDK; the stream must end exactly with the input. */
  static byte[] inflateWithJdk(byte[] compressed, boolean nowrap, byte[] dictionary)
      throws DataFormatException {
    try (Inflater inflater = new Inflater(nowrap)) {
      if (nowrap && dictionary != null) {
        inflater.setDictionary(dictionary);
      }
      inflater.setInput(compressed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buf = new byte[4096];
      while (!inflater.finished()) {
        int n = inflater.inflate(buf);
        out.write(buf, 0, n);
        if (n == 0 && inflater.needsDictionary()) {
          inflater.setDictionary(dictionary);
        } else if (n == 0 && !inflater.finished() && inflater.needsInput()) {
          throw new AssertionError(
              "stream of "
                  + compressed.length
                  + " bytes ends early after "
                  + out.size()
                  + " bytes");
        }
      }
      if (inflater.getRemaining() != 0) {
        throw new AssertionError(inflater.getRemaining() + " bytes after the end");
      }
      return out.toByteArray();
    }
  }

  /** All that can be inflated of an unfinished stream. */
  static byte[] inflateSoFar(byte[] compressed, boolean nowrap) throws DataFormatException {
    try (Inflater inflater = new Inflater(nowrap)) {
      inflater.setInput(compressed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buf = new byte[4096];
      int n;
      while ((n = inflater.inflate(buf)) > 0) {
        out.write(buf, 0, n);
      }
      return out.toByteArray();
    }
  }
}
