package dev.doorbell.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The log is read along the way by the JDK. */
class GzipLogTest {
  /** A service that pauses after each of its sayings, and looks at the file in the pause. */
  private static final class Service extends InputStream {
    private final Queue<String> left;
    private final ByteArrayOutputStream file;
    private String said = "";

    Service(List<String> sayings, ByteArrayOutputStream file) {
      left = new ArrayDeque<>(sayings);
      this.file = file;
    }

    @Override
    public int read() {
      throw new AssertionError("byte by byte");
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (!said.isEmpty()) {
        InputStream reader = new GZIPInputStream(new ByteArrayInputStream(file.toByteArray()));
        assertEquals(said, new String(reader.readNBytes(said.length()), UTF_8));
      }
      String next = left.poll();
      if (next == null) {
        return -1;
      }
      said += next;
      byte[] bytes = next.getBytes(UTF_8);
      System.arraycopy(bytes, 0, b, off, bytes.length);
      return bytes.length;
    }
  }

  @Test
  void everythingThatWasSaidIsReadableInEachPause() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<String> sayings = List.of("started\n", "a request\n".repeat(2_000), "stopped\n");

    GzipLog.compress(new Service(sayings, file), file);

    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file.toByteArray()))) {
      assertEquals(String.join("", sayings), new String(in.readAllBytes(), UTF_8));
    }
  }
}
