package dev.doorbell.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What stands behind the jar's name.
 *
 * @param settings those given here, which are stronger than system properties
 */
record CommandLine(Command command, boolean json, Map<String, String> settings) {
  /** What to do. */
  enum Command {
    DOCTOR,
    DEVICES,
    BENCH,
    HELP
  }

  static final String USAGE =
      """
      usage: java [-Dsetting=value] -jar doorbell-provider-VERSION.jar COMMAND [OPTION]
        doctor         for each device and algorithm: hardware or software, why, and what to do
        devices        a line for each device
        bench          software and queues compared on this machine, with thresholds (seconds)
        --json         for machines
        --config FILE  settings, as doorbell.config names them
        -Dname=value   a setting
      exit status: 0 all works that the configuration asks for, 1 something does not,
                   2 this text was needed, 3 wrong Java version or a jar is missing
      """;

  CommandLine {
    settings = Map.copyOf(settings);
  }

  /**
   * @throws IllegalArgumentException naming what cannot be understood
   */
  static CommandLine parse(String[] args) {
    Command command = null;
    boolean json = false;
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (arg.equals("--json")) {
        json = true;
      } else if (arg.equals("--help") || arg.equals("-h")) {
        command = Command.HELP;
      } else if (arg.equals("--config")) {
        i++;
        settings.put("doorbell.config", file(i < args.length ? args[i] : ""));
      } else if (arg.startsWith("--config=")) {
        settings.put("doorbell.config", file(arg.substring("--config=".length())));
      } else if (arg.startsWith("-D") && arg.indexOf('=') > 2) {
        settings.put(arg.substring(2, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
      } else if (command == null && !arg.startsWith("-")) {
        command = command(arg);
      } else if (command != Command.HELP) {
        throw new IllegalArgumentException(
            "argument=" + arg + ", allowed: one command, --json, --config FILE, -Dname=value");
      }
    }
    if (command == null) {
      throw new IllegalArgumentException("no command, allowed: doctor, devices, bench");
    }
    return new CommandLine(command, json, settings);
  }

  private static Command command(String name) {
    for (Command command : Command.values()) {
      if (command.name().toLowerCase(Locale.ROOT).equals(name)) {
        return command;
      }
    }
    throw new IllegalArgumentException("command=" + name + ", allowed: doctor, devices, bench");
  }

  private static String file(String name) {
    if (name.isEmpty() || !Files.isReadable(Path.of(name))) {
      throw new IllegalArgumentException("--config=" + name + ", allowed: a file that can be read");
    }
    return name;
  }
}
