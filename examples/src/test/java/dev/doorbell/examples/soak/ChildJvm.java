package dev.doorbell.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for what a test cannot do to its own: to end it, or to starve it. */
final class ChildJvm {
  private static final long TIMEOUT_S = 60;

  /** What it left behind. */
  record End(int exitCode, String output) {}

  private ChildJvm() {}

  /**
   * @param shell a command before it, such as {@code ulimit -n 64}, or empty
   * @param options of the JVM
   * @param main the class, then its arguments
   */
  static End run(Path folder, String shell, List<String> options, String... main)
      throws IOException, InterruptedException {
    return run(folder, shell, classPath(), options, main);
  }

  /** This JVM's class path. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** As the other one, on another class path. */
  static End run(Path folder, String shell, String classPath, List<String> options, String... main)
      throws IOException, InterruptedException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("--enable-native-access=ALL-UNNAMED");
    java.add("-XX:ErrorFile=" + folder.resolve("hs_err"));
    java.addAll(options);
    java.add("-cp");
    java.add(classPath);
    java.addAll(List.of(main));
    List<String> command = new ArrayList<>(java);
    if (!shell.isEmpty()) {
      command.addAll(0, List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
        throw new AssertionError("not over after " + TIMEOUT_S + " s:\n" + Files.readString(log));
      }
      String crash = Files.exists(folder.resolve("hs_err")) ? "crashed\n" : "";
      return new End(process.exitValue(), crash + Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
  }
}
