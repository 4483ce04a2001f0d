package dev.doorbell.examples;

import dev.doorbell.agent.DoorbellAgent;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * Starts a program in a JVM of its own, with our agent. Where our jars are built, the program's
 * class path is its own and the agent finds what it needs beside itself; where there are only
 * classes, all are on the class path.
 */
final class UnderAgent {
  private static final List<String> OURS =
      List.of("doorbell-", "bcprov-", "zstd-jni-", "HdrHistogram-");

  private final Path folder;
  private final Path report;
  private final List<String> command = new ArrayList<>();

  /**
   * @param folder for the report and what the program prints
   * @param properties of the JVM, {@code name=value}
   */
  UnderAgent(Path folder, String... properties) throws IOException {
    this(folder, "", properties);
  }

  /** As the constructor; the agent installs the JCA provider, too. */
  static UnderAgent withProvider(Path folder, String... properties) throws IOException {
    return new UnderAgent(folder, ",provider=true", properties);
  }

  private UnderAgent(Path folder, String agentOptions, String... properties) throws IOException {
    this.folder = folder;
    report = folder.resolve("report");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path home = homeOfAgent();
    boolean packed = Files.isRegularFile(home) && Files.isDirectory(home.resolveSibling("lib"));
    Path agent = packed ? home : manifestOnly(folder.resolve("agent.jar"), home);
    command.add("-javaagent:" + agent + "=verbose=" + report + agentOptions);
    command.add("-Xmx512m");
    command.add("--enable-native-access=ALL-UNNAMED");
    for (String property : properties) {
      command.add("-D" + property);
    }
    command.add("-cp");
    String all = System.getProperty("java.class.path");
    command.add(
        packed
            ? Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> OURS.stream().noneMatch(new File(entry).getName()::startsWith))
                .collect(Collectors.joining(File.pathSeparator))
            : all);
  }

  private static Path homeOfAgent() {
    try {
      return Path.of(
          DoorbellAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Path manifestOnly(Path jar, Path classes) throws IOException {
    Manifest manifest;
    if (Files.isRegularFile(classes)) {
      try (var packed = new java.util.jar.JarFile(classes.toFile())) {
        manifest = packed.getManifest();
      }
    } else {
      try (var in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"))) {
        manifest = new Manifest(in);
      }
    }
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }

  Process start(Class<?> program, Object... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(program.getName());
    for (Object each : arguments) {
      all.add(each.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }

  /** Runs to the end. */
  String run(Class<?> program, Object... arguments) throws IOException, InterruptedException {
    Process process = start(program, arguments);
    return finish(
        process,
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Waits for the end of a program, and fails unless it is a good one. */
  String finish(Process process, String printed) throws IOException, InterruptedException {
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError("still running: " + command);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("status " + process.exitValue() + "\n" + printed + errors());
    }
    return printed;
  }

  String errors() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /** What the agent wrote. */
  List<String> report() throws IOException {
    return Files.readAllLines(report);
  }

  /** The sum over the report's lines of jobs of this operation: on queues, or in software. */
  long jobs(String operation, boolean onQueues) throws IOException {
    String start = "Doorbell agent: jobs " + operation + " on ";
    long sum = 0;
    for (String line : report()) {
      if (line.startsWith(start) && line.startsWith("software", start.length()) != onQueues) {
        sum += Long.parseLong(line.replaceAll(".*: (\\d+), \\d+ bytes", "$1"));
      }
    }
    return sum;
  }
}
