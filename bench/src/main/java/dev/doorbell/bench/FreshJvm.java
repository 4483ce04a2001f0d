package dev.doorbell.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What an application gets that encrypts megabytes from its first call on: starts {@link
 * FreshJvmRun} in JVMs of their own, the two providers in turn, and prints medians with the
 * smallest and largest value. Arguments: runs of each (default 3), seconds of each run (default 8),
 * bytes per message (default 1 MiB), then options for the JVMs.
 */
public final class FreshJvm {
  private static final List<String> WORKS =
      List.of("GCM-E", "GCM-D", "CTR-E", "CTR-D", "CBC-E", "CBC-D");
  private static final List<String> PROVIDERS = List.of("SunJCE", "Doorbell");

  private FreshJvm() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    String seconds = args.length > 1 ? args[1] : "8";
    String bytes = args.length > 2 ? args[2] : "1048576";
    List<String> options =
        args.length > 3 ? Arrays.asList(args).subList(3, args.length) : List.of();
    System.out.println(
        "| work | provider | MB/s over "
            + seconds
            + " s | first call, ms | MB/s in the first 0.5 s | MB/s in the last second |");
    System.out.println("|---|---|---|---|---|---|");
    for (String work : WORKS) {
      TreeMap<String, List<double[]>> figures = new TreeMap<>();
      for (int run = 0; run < runs; run++) {
        for (String provider : PROVIDERS) {
          figures
              .computeIfAbsent(provider, it -> new ArrayList<>())
              .add(run(options, provider, work, bytes, seconds));
        }
      }
      for (String provider : PROVIDERS) {
        StringBuilder line = new StringBuilder("| " + work + " | " + provider + " |");
        for (int column = 0; column < 4; column++) {
          line.append(spread(figures.get(provider), column)).append(" |");
        }
        System.out.println(line);
      }
      double ratio = median(figures.get("Doorbell"), 0) / median(figures.get("SunJCE"), 0);
      System.out.printf(Locale.ROOT, "| %s | ratio | **%.1f** | | | |%n", work, ratio);
    }
  }

  private static double[] run(
      List<String> options, String provider, String work, String bytes, String seconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms512m",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Ddoorbell.devices=none"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            FreshJvmRun.class.getName(),
            provider,
            work,
            bytes,
            seconds));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return Arrays.stream(output.substring(output.lastIndexOf('\n') + 1).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static double[] sorted(List<double[]> runs, int column) {
    return runs.stream().mapToDouble(run -> run[column]).sorted().toArray();
  }

  private static double median(List<double[]> runs, int column) {
    return sorted(runs, column)[runs.size() / 2];
  }

  private static String spread(List<double[]> runs, int column) {
    double[] values = sorted(runs, column);
    return String.format(
        Locale.ROOT,
        " %,.0f (%,.0f to %,.0f)",
        median(runs, column),
        values[0],
        values[values.length - 1]);
  }
}
