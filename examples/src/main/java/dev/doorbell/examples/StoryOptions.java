package dev.doorbell.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the story.
 *
 * @param file what goes through; by default the running JDK's own classes, more than 100 MB
 * @param devices {@code none}, {@code twin} or {@code auto}, as for {@code doorbell.devices}
 * @param evictions evictions of each kind to survive, 0 to 100,000; only the twin's devices can be
 *     made to fail
 * @param seed of the twin's fault plan
 * @param seconds after which no further pass begins although evictions are still missing, 1 to
 *     36,000
 */
record StoryOptions(Path file, String devices, int evictions, long seed, int seconds) {
  static final String HELP =
      """
      usage: examples/run [FILE] [--devices none|twin|auto] [--evictions N] [--seed S] [--seconds T]

      Compresses and encrypts FILE through Doorbell and reads it back with the JDK, and the other way round,
      while the twin's queues are reset, frozen and removed N times each; compares SHA-256.

        FILE             any readable file, by default the JDK's lib/modules
        --devices WHICH  twin: software devices (default); auto: what the kernel shows; none: software only
        --evictions N    of each kind, 0 to 100000 (default 100); counts with --devices twin only
        --seed S         of the schedule of faults, a 64-bit number (default 1)
        --seconds T      begin no further pass after that long, 1 to 36000 (default 600)

      exit status: 0 all bytes equal, no call failed, every eviction survived, no memory left in quarantine
                   1 one of these is not so
                   2 bad argument or unreadable file
      """;

  /** The message is one line for the user. */
  static final class BadArgument extends Exception {
    private static final long serialVersionUID = 1L;

    BadArgument(String message) {
      super(message);
    }
  }

  /**
   * @throws BadArgument in words for the user
   */
  static StoryOptions parse(List<String> args) throws BadArgument {
    @Nullable Path file = null;
    String devices = "twin";
    long evictions = 100;
    long seed = 1;
    long seconds = 600;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        if (file != null) {
          throw new BadArgument("one file at a time: " + file + " and " + arg);
        }
        file = Path.of(arg);
        continue;
      }
      if (!List.of("--devices", "--evictions", "--seed", "--seconds").contains(arg)) {
        throw new BadArgument(
            arg + " is no option; allowed: --devices, --evictions, --seed, --seconds, --help");
      }
      if (++i == args.size()) {
        throw new BadArgument(arg + " needs a value");
      }
      String value = args.get(i);
      switch (arg) {
        case "--devices" -> devices = oneOf(arg, value, List.of("none", "twin", "auto"));
        case "--evictions" -> evictions = number(arg, value, 0, 100_000);
        case "--seed" -> seed = number(arg, value, Long.MIN_VALUE, Long.MAX_VALUE);
        default -> seconds = number(arg, value, 1, 36_000);
      }
    }
    return new StoryOptions(
        readable(file == null ? jdkClasses() : file),
        devices,
        (int) evictions,
        seed,
        (int) seconds);
  }

  private static Path jdkClasses() {
    return Path.of(System.getProperty("java.home"), "lib", "modules");
  }

  private static Path readable(Path file) throws BadArgument {
    if (!Files.isRegularFile(file)) {
      throw new BadArgument(
          "file=" + file + (Files.exists(file) ? " is not a regular file" : " does not exist"));
    }
    if (!Files.isReadable(file)) {
      throw new BadArgument("file=" + file + " cannot be read");
    }
    return file;
  }

  static String oneOf(String option, String value, List<String> allowed) throws BadArgument {
    if (!allowed.contains(value)) {
      throw new BadArgument(option + "=" + value + ", allowed: " + String.join(", ", allowed));
    }
    return value;
  }

  static long number(String option, String value, long least, long most) throws BadArgument {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like a number out of range.
    }
    throw new BadArgument(option + "=" + value + ", allowed: " + least + " to " + most);
  }
}
