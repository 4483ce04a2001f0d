package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Whatever bytes are given out for compressed ones: ours and the JDK's classes say the same about
 * them. The first byte chooses raw or zlib, the portions of input and output, and whether a queue
 * is there.
 */
public final class InflateFuzz {
  /** Bombs are read so far. */
  private static final int MOST_OUTPUT = 2 << 20;

  private static final int MOST_CALLS = 20_000;

  private InflateFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = input[0];
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try (Offload offload =
        (choice & 1) == 0 ? PretendQueue.reliable().offload(0) : PretendQueue.noQueue()) {
      boolean nowrap = (choice & 2) != 0;
      int room = 1 << ((choice >>> 2 & 3) * 5);
      String expected;
      String actual;
      try (Inflater jdk = new Inflater(nowrap);
          Inflater ours = new OffloadInflater(nowrap, offload)) {
        expected = story(jdk, bytes, room);
        actual = story(ours, bytes, room);
      }
      same(expected, actual);
      same(
          story(() -> new GZIPInputStream(new ByteArrayInputStream(bytes))),
          story(() -> new OffloadGZIPInputStream(new ByteArrayInputStream(bytes), offload)));
      same(
          story(() -> new InflaterInputStream(new ByteArrayInputStream(bytes))),
          story(() ->
              new OffloadInflaterInputStream(new ByteArrayInputStream(bytes), false, offload)));
    }
  }

  private static void same(String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError("the JDK: " + expected + "; ours: " + actual);
    }
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * Where the data are wrong, the read before the one that says so may have brought what there was
   * until then. A message that was read ahead for a queue goes to the inflater as a whole, which
   * says it one read earlier: docs/DIFFERENCES.md.
   */
  private static String story(Opening opening) {
    CRC32 crc = new CRC32();
    long n = 0;
    String wholeReads = "0 bytes";
    try (InputStream in = opening.open()) {
      byte[] buf = new byte[10_000];
      int got;
      while (n < MOST_OUTPUT
          && (got = in.read(buf, 0, (int) Math.min(buf.length, MOST_OUTPUT - n))) >= 0) {
        crc.update(buf, 0, got);
        n += got;
        if (got == buf.length) {
          wholeReads = n + " bytes, " + crc.getValue();
        }
      }
      return n + " bytes, " + crc.getValue();
    } catch (IOException e) {
      return wholeReads + ", " + e;
    }
  }

  /** All in one input; what came out, how it ended, and what was left. */
  private static String story(Inflater inflater, byte[] bytes, int room) {
    CRC32 crc = new CRC32();
    String end = "more";
    inflater.setInput(bytes);
    byte[] out = new byte[room];
    try {
      for (int call = 0; call < MOST_CALLS && inflater.getBytesWritten() < MOST_OUTPUT; call++) {
        int n = inflater.inflate(out);
        crc.update(out, 0, n);
        if (inflater.finished() || inflater.needsDictionary() || n == 0) {
          end =
              inflater.finished()
                  ? "finished"
                  : inflater.needsDictionary() ? "dictionary" : "incomplete";
          break;
        }
      }
    } catch (DataFormatException e) {
      end = e.toString();
    }
    String story = end + ", " + inflater.getBytesWritten() + " bytes, " + crc.getValue();
    // In the middle, consumed bytes are reported in another rhythm than zlib's.
    return end.equals("more")
        ? story
        : story
            + ", left "
            + inflater.getRemaining()
            + ", read "
            + inflater.getBytesRead()
            + ", adler "
            + inflater.getAdler();
  }
}
