package dev.doorbell.examples;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.FaultKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;

/**
 * The main job: a real file through Doorbell and back through the JDK, first in calm, then while
 * the twin's queues are reset, frozen and removed. See {@link StoryOptions#HELP}.
 */
public final class Story {
  private static final Duration READY = Duration.ofSeconds(10);

  private final StoryOptions options;
  private final PrintStream out;
  private final Progress progress;
  private final SecretKey key;
  private final long deadline;

  private Story(StoryOptions options, PrintStream out, Progress progress)
      throws GeneralSecurityException {
    this.options = options;
    this.out = out;
    this.progress = progress;
    key = Legs.newKey();
    deadline = System.nanoTime() + options.seconds() * 1_000_000_000L;
  }

  public static void main(String[] args) {
    // Hundreds of evictions are what was asked for here; the table at the end says it better than a
    // log line for each. Held, or the
    // level is forgotten with the logger.
    Logger quiet = Logger.getLogger("dev.doorbell");
    quiet.setLevel(Level.OFF);
    boolean terminal = System.console() != null && System.console().isTerminal();
    int status = run(List.of(args), System.out, System.err, terminal);
    quiet.setLevel(null);
    System.exit(status);
  }

  /**
   * @return the exit status, as in {@link StoryOptions#HELP}
   */
  static int run(List<String> args, PrintStream out, PrintStream err, boolean terminal) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(StoryOptions.HELP);
      return 0;
    }
    try {
      StoryOptions options = StoryOptions.parse(args);
      return new Story(options, out, new Progress(out, terminal, System.getenv("COLUMNS"))).tell()
          ? 0
          : 1;
    } catch (StoryOptions.BadArgument e) {
      err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("input or output failed: " + e);
      return 2;
    } catch (GeneralSecurityException | InterruptedException e) {
      err.println("cannot go on: " + e);
      return 1;
    }
  }

  private boolean tell() throws IOException, GeneralSecurityException, InterruptedException {
    long fileBytes = Files.size(options.file());
    boolean stormy = options.devices().equals("twin") && options.evictions() > 0;
    out.printf(
        Locale.ROOT, "%s, %,d bytes; devices: %s%n", options.file(), fileBytes, options.devices());
    progress.begin("SHA-256", fileBytes);
    byte[] expected = Legs.sha256(options.file(), progress);
    progress.end(HexFormat.of().formatHex(expected));
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      Path folder = temporary.path();
      out.println("calm: no faults");
      Tally calm = pass(Storm.calm(options), folder, expected, false);
      Tally storm = null;
      if (stormy) {
        out.println("storm: " + Storm.faults(options, fileBytes));
        storm = pass(Storm.storm(options, fileBytes), folder, expected, true);
      }
      // An empty file has nothing to be evicted from.
      int wanted = fileBytes == 0 ? 0 : options.evictions();
      return new StoryReport(out, calm, storm, wanted).print();
    }
  }

  /**
   * Runs all legs; in a storm again and again, until every kind of eviction was seen as often as
   * asked for, or time is up.
   */
  private Tally pass(OffloadConfig config, Path folder, byte[] expected, boolean storm)
      throws IOException, GeneralSecurityException, InterruptedException {
    Tally tally = new Tally();
    Offload offload = Offload.open(config);
    try (offload) {
      if (!options.devices().equals("none") && !offload.awaitReady(READY)) {
        out.println("  not every device was ready after " + READY.toSeconds() + " s");
      }
      progress.aside(() -> storm ? inBrief(offload) : "");
      long fileBytes = Files.size(options.file());
      Legs legs = new Legs(options.file(), folder, offload, key, progress);
      do {
        tally.passes++;
        for (Legs.Leg leg : legs.all()) {
          progress.begin(leg.name(), leg.passesOverFile() * fileBytes);
          run(leg, expected, tally);
          if (tally.passes == 1) {
            progress.end(storm ? inBrief(offload) : rate(tally.meter(leg.name())));
          }
        }
        if (tally.passes > 1) {
          progress.pass(tally.passes, inBrief(offload));
        }
      } while (storm
          && fileBytes > 0
          && missing(offload)
          && System.nanoTime() < deadline
          && tally.failures.size() < 100);
    }
    tally.read(offload);
    return tally;
  }

  private static void run(Legs.Leg leg, byte[] expected, Tally tally) {
    Meter meter = new Meter();
    try {
      byte[] digest = leg.body().run(meter);
      if (!MessageDigest.isEqual(expected, digest)) {
        tally.failures.add(leg.name() + ": SHA-256 differs: " + HexFormat.of().formatHex(digest));
      }
    } catch (IOException | GeneralSecurityException | RuntimeException | InternalError e) {
      // InternalError is what the JVM throws for a mapping that is gone; here, too, a caller should
      // never see it.
      tally.failures.add(
          leg.name() + ": " + e + (e.getCause() == null ? "" : ", because of " + e.getCause()));
    }
    tally.meter(leg.name()).add(meter);
  }

  private boolean missing(Offload offload) {
    return !Tally.missing(
            Tally.faults(offload), Tally.evictions(offload.devices()), options.evictions())
        .isEmpty();
  }

  private String inBrief(Offload offload) {
    Map<FaultKind, Long> fired = Tally.faults(offload);
    String faults =
        Tally.STORM.stream()
            .map(kind ->
                kind.name().toLowerCase(Locale.ROOT)
                    + " "
                    + fired.getOrDefault(kind, 0L)
                    + "/"
                    + options.evictions())
            .collect(Collectors.joining(", "));
    return faults
        + ", evictions "
        + Tally.evictions(offload.devices()).values().stream().mapToLong(Long::longValue).sum();
  }

  private static String rate(Meter meter) {
    return StoryReport.rate(meter) + " MB/s";
  }
}
