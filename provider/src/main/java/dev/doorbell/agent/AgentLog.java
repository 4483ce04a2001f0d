package dev.doorbell.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The agent's lines. Not the JDK's logging: to use that before the application's {@code main} would
 * settle its configuration, which is the application's to do. A line is one write, so that those of
 * several threads, or several processes that share a file, do not mix.
 */
final class AgentLog {
  private static final String PREFIX = "Doorbell agent: ";

  private final OutputStream out;

  private AgentLog(OutputStream out) {
    this.out = out;
  }

  /** Over standard error. */
  static AgentLog ofStandardError() {
    return new AgentLog(new FileOutputStream(FileDescriptor.err));
  }

  /** For tests. */
  static AgentLog of(OutputStream out) {
    return new AgentLog(out);
  }

  /**
   * Appends to {@code file}, in which {@code %p} stands for the process id; where that cannot be
   * written, over standard error.
   *
   * @param file null for standard error
   */
  static AgentLog open(@Nullable String file) {
    AgentLog standardError = ofStandardError();
    if (file == null) {
      return standardError;
    }
    try {
      String name =
          file.contains("%p") ? file.replace("%p", "" + ProcessHandle.current().pid()) : file;
      return new AgentLog(new FileOutputStream(name, true));
    } catch (IOException | RuntimeException e) {
      standardError.line("cannot write to " + file + " (" + e + "); lines go here");
      return standardError;
    }
  }

  void line(String text) {
    try {
      out.write(PREFIX.concat(text).concat(System.lineSeparator()).getBytes(UTF_8));
    } catch (IOException e) {
      // Nobody is left to tell, and the application must not notice.
    }
  }
}
