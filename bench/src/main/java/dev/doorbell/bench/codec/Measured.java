package dev.doorbell.bench.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the runs found, in a file of lines, so that a run can be made in parts. The latest line of a
 * case counts.
 */
final class Measured {
  /** Microseconds for all messages of a row, and the bytes that they were compressed to. */
  record Result(double median, double least, double most, long size) {}

  private final Map<Case, Result> results = new LinkedHashMap<>();

  private Measured() {}

  static Measured in(Path file) throws IOException {
    Measured measured = new Measured();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] parts = line.split(" ", -1);
      measured.results.put(
          Case.ofKey(parts[0]),
          new Result(
              Double.parseDouble(parts[1]),
              Double.parseDouble(parts[2]),
              Double.parseDouble(parts[3]),
              Long.parseLong(parts[4])));
    }
    return measured;
  }

  static String line(Case it, Result result) {
    return "%s %s %s %s %d%n"
        .formatted(it.key(), result.median(), result.least(), result.most(), result.size());
  }

  /** Null where it was not measured. */
  @org.jspecify.annotations.Nullable
  Result of(Case it) {
    return results.get(it);
  }

  /** Times the JDK's speed; 0 where one of the two was not measured. */
  double speed(Case it) {
    Result own = of(it);
    Result jdk = of(it.with(Peer.JDK));
    return own == null || jdk == null ? 0 : jdk.median() / own.median();
  }
}
