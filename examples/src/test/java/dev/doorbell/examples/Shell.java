package dev.doorbell.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command of the documentation as a reader would, with the JDK of this very JVM. */
final class Shell {
  /** What a command left behind; both of its streams. */
  record End(int status, String output) {}

  private Shell() {}

  /**
   * @param folder where it runs
   * @param input of the command; empty: none
   */
  static End run(Path folder, Map<String, String> environment, String command, String input)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("doorbell-shell", ".log");
    Path in = Files.createTempFile("doorbell-shell", ".in");
    try {
      Files.writeString(in, input);
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-c", command)
              .directory(folder.toFile())
              .redirectInput(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      String home = System.getProperty("java.home");
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().put("JAVA_HOME", home);
      builder
          .environment()
          .merge("PATH", home + "/bin", (path, bin) -> bin + File.pathSeparator + path);
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
          throw new AssertionError("still running: " + command + "\n" + Files.readString(log));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new End(process.exitValue(), Files.readString(log));
    } finally {
      Files.deleteIfExists(log);
      Files.deleteIfExists(in);
    }
  }
}
