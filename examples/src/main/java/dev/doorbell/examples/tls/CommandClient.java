package dev.doorbell.examples.tls;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program of this machine that takes what it sends from its input and gives out what it gets. */
abstract class CommandClient implements Client {
  private static final int PATIENCE_SECONDS = 120;

  final Identity identity;
  final int port;

  CommandClient(Identity identity, int port) {
    this.identity = identity;
    this.port = port;
  }

  /** What goes to the program's input. */
  interface Input {
    void write(OutputStream out) throws IOException;
  }

  /** What is made of its output. */
  interface Output {
    String read(InputStream in) throws IOException;
  }

  @Override
  public final boolean isInstalled() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program()))) {
        return true;
      }
    }
    return false;
  }

  abstract String program();

  /**
   * Runs {@code command} to its end.
   *
   * @throws IOException if its status is not 0, with what it says about it
   */
  static String run(List<String> command, Input input, Output output)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("doorbell-tls", ".log");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try {
        List<String> failures = new CopyOnWriteArrayList<>();
        Thread writer =
            Thread.ofVirtual()
                .start(() -> {
                  try (OutputStream out = new BufferedOutputStream(process.getOutputStream())) {
                    input.write(out);
                  } catch (IOException e) {
                    failures.add(e.toString());
                  }
                });
        String answer = output.read(new BufferedInputStream(process.getInputStream()));
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException(command.getFirst() + " does not end");
        }
        writer.join();
        if (process.exitValue() != 0 || !failures.isEmpty()) {
          throw new IOException(
              String.join(" ", command)
                  + ": status "
                  + process.exitValue()
                  + " "
                  + String.join(", ", failures)
                  + " "
                  + Files.readString(errors).strip());
        }
        return answer;
      } finally {
        process.destroy();
      }
    } finally {
      Files.delete(errors);
    }
  }

  static String text(InputStream in, long length) throws IOException {
    return new String(in.readNBytes((int) length), StandardCharsets.US_ASCII);
  }
}
