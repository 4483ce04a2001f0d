package dev.doorbell.examples.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sends and gets, and compares what arrived. For one thread. */
public final class Transfers {
  private final List<String> failures = new ArrayList<>();
  private final Map<Long, String> expected = new ConcurrentHashMap<>();

  public Transfers() {}

  /**
   * {@code length} bytes each way between the server and {@code client}.
   *
   * @return nanoseconds that it took
   */
  public long run(Client client, Suite suite, long length)
      throws IOException, InterruptedException {
    String right = expected.get(length);
    if (right == null) {
      right = Content.sha256(length);
      expected.put(length, right);
    }
    long start = System.nanoTime();
    one(client, suite, "from the server", right, () -> client.get(suite, length));
    one(client, suite, "to the server", right, () -> client.put(suite, length));
    return System.nanoTime() - start;
  }

  private interface Transfer {
    String digest() throws IOException, InterruptedException;
  }

  private void one(Client client, Suite suite, String way, String right, Transfer transfer)
      throws InterruptedException {
    String what = client.name() + ", " + suite.protocol() + " " + suite.jsse() + ", " + way;
    try {
      String digest = transfer.digest();
      if (!digest.equals(right)) {
        failures.add(what + ": SHA-256 " + digest + ", expected: " + right);
      }
    } catch (IOException | RuntimeException | InternalError e) {
      failures.add(what + ": " + e);
    }
  }

  /** What went wrong so far, one line for each transfer. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
