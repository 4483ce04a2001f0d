package dev.doorbell.bench.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link DeflateSpeed} for each row and peer that make sense, or makes a table and a plot of
 * what was measured. Arguments: the file for the results; then {@code report} and the plot's file,
 * or the parts to be run: {@code one-shot-1}, {@code one-shot-6}, {@code streaming-1}, {@code
 * streaming-6}, each with the peers that have one thread, and {@code parallel} with the others; or
 * {@code try} for the first row alone.
 */
public final class CodecReport {
  static final int[] SIZES = {1 << 16, 1 << 20, Corpus.MOST_BYTES};
  static final int[] LEVELS = {1, 6};

  private static final List<Peer> ALONE =
      Stream.of(Peer.values()).filter(peer -> peer != Peer.JDK && !peer.isParallel()).toList();

  private final Measured measured;

  private CodecReport(Path file) throws IOException {
    measured = Measured.in(file);
  }

  public static void main(String[] args) throws IOException, RunnerException {
    Path file = Path.of(args[0]);
    if (args[1].equals("report")) {
      CodecReport report = new CodecReport(file);
      List<Case> rows = rows().stream().filter(row -> report.measured.of(row) != null).toList();
      System.out.println(report.table(rows, ALONE));
      List<Case> divided =
          rows.stream().filter(row -> row.with(Peer.DOORBELL_2).isSensible()).toList();
      System.out.println(
          report.table(
              divided,
              List.of(Peer.DOORBELL, Peer.DOORBELL_2, Peer.DOORBELL_HALVES, Peer.JDK_HALVES)));
      Files.writeString(Path.of(args[2]), new RatioPlot(rows, report.measured::speed).svg());
      return;
    }
    List<String> parts = Arrays.asList(args).subList(1, args.length);
    List<Case> rows = parts.contains("try") ? rows().subList(0, 1) : rows();
    for (Case row : rows) {
      for (boolean parallel : new boolean[] {false, true}) {
        List<String> peers = peers(row, parallel);
        String part = parallel ? "parallel" : part(row);
        if ((parts.contains("try") || parts.contains(part)) && !peers.isEmpty()) {
          run(row, peers, file);
          System.err.println(new CodecReport(file).line(row, List.of(Peer.values())));
        }
      }
    }
  }

  private static String part(Case row) {
    return (row.shape() == Shape.STREAM ? "streaming-" : "one-shot-") + row.level();
  }

  private static List<Case> rows() {
    List<Case> rows = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      for (int level : LEVELS) {
        for (Corpus corpus : Corpus.values()) {
          for (int bytes : SIZES) {
            rows.add(new Case(bytes, corpus, level, shape, Peer.JDK));
          }
        }
      }
    }
    return rows;
  }

  private static List<String> peers(Case row, boolean parallel) {
    return Stream.of(Peer.values())
        .filter(peer -> row.with(peer).isSensible() && peer.isParallel() == parallel)
        .map(Enum::name)
        .toList();
  }

  private static void run(Case row, List<String> peers, Path file)
      throws IOException, RunnerException {
    boolean large = row.bytes() == Corpus.MOST_BYTES;
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(DeflateSpeed.class.getName())
        .param("bytes", "" + row.bytes())
        .param("corpus", row.corpus().name())
        .param("level", "" + row.level())
        .param("shape", row.shape().name())
        .param("who", peers.toArray(String[]::new))
        .jvmArgsAppend(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xms1g",
            "-Xmx1g",
            "-D" + DeflateSpeed.RESULTS + "=" + file)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(large ? 800 : 400))
        .measurementIterations(large ? 3 : 5)
        .measurementTime(TimeValue.milliseconds(large ? 200 : 100))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    new Runner(options.build()).run();
  }

  /** Speed against the JDK's, its spread over the iterations, and size against the JDK's. */
  private String cell(Case it) {
    Measured.Result own = measured.of(it);
    Measured.Result jdk = measured.of(it.with(Peer.JDK));
    if (own == null || jdk == null) {
      return "";
    }
    return "%.2f (%.2f–%.2f), %+.1f %%"
        .formatted(
            jdk.median() / own.median(),
            jdk.median() / own.most(),
            jdk.median() / own.least(),
            100.0 * own.size() / jdk.size() - 100)
        .replace('-', '−');
  }

  private String line(Case row, List<Peer> peers) {
    Measured.Result jdk = measured.of(row);
    double bytes = (double) row.bytes() * (row.bytes() == Corpus.MOST_BYTES ? 1 : Corpus.PLACES);
    StringBuilder line = new StringBuilder();
    line.append(
        jdk == null
            ? "| %s | |".formatted(row.title())
            : "| %s | %.0f (%.0f–%.0f) |"
                .formatted(
                    row.title(), bytes / jdk.median(), bytes / jdk.most(), bytes / jdk.least()));
    peers.forEach(peer -> line.append(' ').append(cell(row.with(peer))).append(" |"));
    return line.toString();
  }

  private String table(List<Case> rows, List<Peer> peers) {
    StringBuilder table = new StringBuilder("| what | JDK, MB/s |");
    peers.forEach(peer -> table.append(' ').append(peer.title()).append(" |"));
    table.append('\n').append("|---".repeat(peers.size() + 2)).append("|\n");
    rows.forEach(row -> table.append(line(row, peers)).append('\n'));
    return table.toString();
  }
}
