package dev.doorbell.bench.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link DeflateSpeed} for each row and peer that make sense, prints a table of speed and size relative to the JDK's, and draws
 * it. Arguments: the plot's file, then {@code -quick} for shorter runs without the largest messages.
 */
public final class CodecReport {
  private final Map<String, Double> micros = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final boolean quick;

  private CodecReport(boolean quick) {
    this.quick = quick;
  }

  public static void main(String[] args) throws IOException, RunnerException {
    CodecReport report = new CodecReport(List.of(args).contains("-quick"));
    List<Case> rows = report.rows();
    for (Case row : rows) {
      report.run(row);
      System.err.println(report.line(row));
    }
    System.out.println(report.table(rows));
    Files.writeString(Path.of(args[0]), new RatioPlot(rows, report::speed).svg());
  }

  private List<Case> rows() {
    List<Case> rows = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      for (int level : new int[] {1, 6}) {
        for (Corpus corpus : Corpus.values()) {
          for (int bytes : quick ? new int[] {1 << 16, 1 << 20} : new int[] {1 << 16, 1 << 20, Corpus.MOST_BYTES}) {
            rows.add(new Case(bytes, corpus, level, shape, Peer.JDK));
          }
        }
      }
    }
    return rows;
  }

  private static List<Peer> peers(Case row) {
    return Stream.of(Peer.values()).filter(peer -> row.with(peer).isSensible()).toList();
  }

  private void run(Case row) throws IOException, RunnerException {
    Path file = Files.createTempFile("doorbell-sizes", "");
    boolean large = row.bytes() == Corpus.MOST_BYTES;
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(DeflateSpeed.class.getName())
        .param("bytes", "" + row.bytes())
        .param("corpus", row.corpus().name())
        .param("level", "" + row.level())
        .param("shape", row.shape().name())
        .param("who", peers(row).stream().map(Enum::name).toArray(String[]::new))
        .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g", "-D" + DeflateSpeed.SIZES + "=" + file)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(large ? 1 : quick ? 500 : 1000))
        .measurementIterations(large ? 2 : 3)
        .measurementTime(TimeValue.milliseconds(large ? 1 : quick ? 200 : 400))
        .shouldFailOnError(true)
        .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT);
    for (RunResult result : new Runner(options.build()).run()) {
      Peer who = Peer.valueOf(result.getParams().getParam("who"));
      micros.put(row.with(who).key(), result.getPrimaryResult().getScore());
    }
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", 2);
      sizes.put(parts[0], Long.valueOf(parts[1]));
    }
    Files.delete(file);
  }

  /** Against the JDK's; 0 where it was not measured. */
  private double speed(Case it) {
    Double own = micros.get(it.key());
    Double jdk = micros.get(it.with(Peer.JDK).key());
    return own == null || jdk == null ? 0 : jdk / own;
  }

  private String cell(Case it) {
    double speed = speed(it);
    if (speed == 0) {
      return "";
    }
    double larger = 100.0 * sizes.getOrDefault(it.key(), 0L) / sizes.getOrDefault(it.with(Peer.JDK).key(), 1L) - 100;
    return "%.2f / %+.1f %%".formatted(speed, larger);
  }

  private String line(Case row) {
    StringBuilder line = new StringBuilder();
    line.append("| %s, level %d, %s, %s | %.0f MB/s |".formatted(row.shape() == Shape.STREAM ? "streaming" : "one-shot", row.level(),
        row.corpus().name().toLowerCase(java.util.Locale.ROOT), size(row.bytes()), row.bytes() / micros.getOrDefault(row.key(), 1.0)));
    for (Peer peer : Peer.values()) {
      if (peer != Peer.JDK) {
        line.append(' ').append(cell(row.with(peer))).append(" |");
      }
    }
    return line.toString();
  }

  private static String size(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  private String table(List<Case> rows) {
    StringBuilder table = new StringBuilder("Speed relative to the JDK's / size against the JDK's.\n\n| what | JDK |");
    for (Peer peer : Peer.values()) {
      if (peer != Peer.JDK) {
        table.append(' ').append(peer).append(" |");
      }
    }
    table.append('\n').append("|---".repeat(Peer.values().length + 1)).append("|\n");
    rows.forEach(row -> table.append(line(row)).append('\n'));
    return table.toString();
  }
}
