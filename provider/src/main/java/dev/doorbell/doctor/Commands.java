package dev.doorbell.doctor;

import dev.doorbell.offload.OffloadConfig;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program behind {@link Main}: a command line in, a report and an exit status out. */
public final class Commands {
  /** Everything works that the configuration asks for. */
  static final int HEALTHY = 0;

  /** Something that the configuration asks for does not work. */
  static final int PROBLEMS = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  /** Apart, because a runtime need not have the module java.logging. */
  private static final class Log {
    /** Kept here, because the JDK holds loggers weakly. */
    static final Logger OURS = Logger.getLogger("dev.doorbell");

    static void silence() {
      OURS.setLevel(Level.OFF);
    }
  }

  private Commands() {}

  /** Runs one command; returns the exit status. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    CommandLine line;
    try {
      line = CommandLine.parse(args);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(CommandLine.USAGE);
      return USAGE;
    }
    if (line.command() == CommandLine.Command.HELP) {
      out.print(CommandLine.USAGE);
      return HEALTHY;
    }
    try {
      // What the log would say is in the report.
      Log.silence();
    } catch (LinkageError heardThen) {
      // Without java.logging: its lines stand beside the report.
    }
    try {
      return run(line, out, err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("interrupted");
      return Main.CANNOT_RUN;
    } catch (IllegalStateException e) {
      err.println(e.getMessage());
      return Main.CANNOT_RUN;
    }
  }

  private static int run(CommandLine line, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (line.command() == CommandLine.Command.BENCH) {
      Map<String, String> settings = new HashMap<>(line.settings());
      settings.putAll(Bench.everythingToQueues());
      OffloadConfig config = OffloadConfig.fromSystem(settings);
      config.warnings().forEach(warning -> err.println(FindingCode.BAD_SETTING + " " + warning));
      BenchReport bench = Bench.run(config);
      out.print(line.json() ? Json.text(bench.json()) + System.lineSeparator() : bench.text());
      return HEALTHY;
    }
    OffloadConfig config = OffloadConfig.fromSystem(line.settings());
    Report report = Doctor.examine(config, Places.ofThisJvm());
    int status = report.healthy() ? HEALTHY : PROBLEMS;
    if (line.json()) {
      out.println(Json.text(ReportJson.of(report, line.command(), status)));
    } else if (line.command() == CommandLine.Command.DEVICES) {
      out.print(ReportText.devices(report));
      // What makes the status 1 and is no device's.
      err.print(ReportText.otherProblems(report));
    } else {
      out.print(ReportText.of(report, status));
    }
    return status;
  }
}
