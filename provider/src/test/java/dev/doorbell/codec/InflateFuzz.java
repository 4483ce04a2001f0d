package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
  private static final int READ_BYTES = 10_000;

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

  /** What a stream gave, and why it ended: "end", "far enough" or an exception. */
  private record Story(byte[] bytes, String end) {}

  private static void same(Story expected, Story actual) {
    if (!expected.end.equals(actual.end) || !Arrays.equals(expected.bytes, actual.bytes)) {
      throw new AssertionError(
          String.format(
              "the JDK: %d bytes, %s; ours: %d bytes, %s; the same up to %d",
              expected.bytes.length,
              expected.end,
              actual.bytes.length,
              actual.end,
              Arrays.mismatch(expected.bytes, actual.bytes)));
    }
  }

  private static Story story(Opening opening) {
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    try (InputStream in = opening.open()) {
      byte[] buf = new byte[READ_BYTES];
      int got;
      while (given.size() < MOST_OUTPUT
          && (got = in.read(buf, 0, Math.min(buf.length, MOST_OUTPUT - given.size()))) >= 0) {
        given.write(buf, 0, got);
      }
      return new Story(given.toByteArray(), given.size() < MOST_OUTPUT ? "end" : "far enough");
    } catch (IOException e) {
      return new Story(given.toByteArray(), e.toString());
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
