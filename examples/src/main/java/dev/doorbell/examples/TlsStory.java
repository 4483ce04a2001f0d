package dev.doorbell.examples;

import dev.doorbell.examples.tls.Client;
import dev.doorbell.examples.tls.CurlClient;
import dev.doorbell.examples.tls.Identity;
import dev.doorbell.examples.tls.JsseClient;
import dev.doorbell.examples.tls.OpensslClient;
import dev.doorbell.examples.tls.Server;
import dev.doorbell.examples.tls.Suite;
import dev.doorbell.examples.tls.Transfers;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.provider.DoorbellProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A TLS server of the JDK with Doorbell as the first provider, and clients of three makes, while
 * the twin's queues are reset, frozen and removed: the other side sees nothing of it. See {@link
 * TlsOptions#HELP}.
 */
public final class TlsStory {
  private static final Duration READY = Duration.ofSeconds(10);

  /** A record carries up to 16 KiB; what belongs to the handshake is smaller. */
  private static final int LEAST_RECORD_BYTES = 1024;

  private final TlsOptions options;
  private final PrintStream out;
  private final List<String> wrong = new ArrayList<>();

  private TlsStory(TlsOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  public static void main(String[] args) {
    // As in Story: evictions are asked for here.
    Logger quiet = Logger.getLogger("dev.doorbell");
    quiet.setLevel(Level.OFF);
    int status = run(List.of(args), System.out, System.err);
    quiet.setLevel(null);
    System.exit(status);
  }

  /**
   * @return the exit status, as in {@link TlsOptions#HELP}
   */
  static int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(TlsOptions.HELP);
      return 0;
    }
    try {
      return new TlsStory(TlsOptions.parse(args), out).tell() ? 0 : 1;
    } catch (StoryOptions.BadArgument e) {
      err.println(e.getMessage());
      return 2;
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      err.println("cannot go on: " + e);
      return 1;
    }
  }

  private OffloadConfig config() {
    Map<String, String> settings = new HashMap<>();
    settings.put("doorbell.devices", options.devices());
    settings.put("doorbell.route.min.bytes", String.valueOf(LEAST_RECORD_BYTES));
    if (options.devices().equals("twin")) {
      settings.put("doorbell.twin.devices", "hisi_sec2:3");
      settings.put("doorbell.twin.faults", options.faults());
      // Or a device that is lost so often would soon be barred.
      settings.put("doorbell.rebind.losses", "1000000");
      // A frozen queue costs each caller that waits on it this long.
      settings.put("doorbell.deadline.floor.ms", "50");
    }
    return OffloadConfig.of(settings);
  }

  private boolean tell() throws IOException, GeneralSecurityException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "%,d MB each way for each client; devices: %s; faults: %s%n",
        options.megabytes(),
        options.devices(),
        options.faults().isEmpty() ? "none" : options.faults());
    Offload offload = Offload.open(config());
    try (offload) {
      ready(offload);
      Security.insertProviderAt(new DoorbellProvider(offload), 1);
      try (TemporaryFolder folder = new TemporaryFolder()) {
        transfers(Identity.make(folder.path()), offload);
      } finally {
        Security.removeProvider(DoorbellProvider.NAME);
      }
    }
    report(offload);
    return wrong.isEmpty();
  }

  private void ready(Offload offload) throws InterruptedException {
    if (!options.devices().equals("none") && !offload.awaitReady(READY)) {
      out.println("not every device was ready after " + READY.toSeconds() + " s");
    }
  }

  private void transfers(Identity identity, Offload offload)
      throws IOException, InterruptedException {
    Transfers transfers = new Transfers();
    long length = options.megabytes() * 1_000_000L / Suite.ALL.size();
    Server server = new Server(identity);
    try (server) {
      for (Client client :
          List.of(
              new JsseClient(identity, server.port()),
              new OpensslClient(identity, server.port()),
              new CurlClient(identity, server.port()))) {
        if (!client.isInstalled()) {
          out.println(client.name() + ": not installed, skipped");
          continue;
        }
        for (Suite suite : Suite.ALL) {
          // Each suite begins on queues, whatever the storm has left of them.
          ready(offload);
          long before = queueJobs(offload);
          long nanos = transfers.run(client, suite, length);
          out.printf(
              Locale.ROOT,
              "%-17s %s %-40s %7.1f MB/s, %,9d jobs on queues, %3d evictions so far%n",
              client.name(),
              suite.protocol(),
              suite.jsse(),
              2 * length * 1e3 / nanos,
              queueJobs(offload) - before,
              evictions(offload));
          if (options.devices().equals("twin") && queueJobs(offload) == before) {
            wrong.add(client.name() + ", " + suite.jsse() + ": no job on a queue");
          }
        }
      }
    }
    wrong.addAll(transfers.failures());
    wrong.addAll(server.problems());
  }

  private static long queueJobs(Offload offload) {
    return offload.counters().stream()
        .filter(row -> !row.engine().equals("software"))
        .mapToLong(JobCounters.Row::jobs)
        .sum();
  }

  private static long evictions(Offload offload) {
    return Tally.evictions(offload.devices()).values().stream().mapToLong(Long::longValue).sum();
  }

  private void report(Offload offload) {
    out.println("jobs by engine and reason:");
    for (JobCounters.Row row : offload.counters()) {
      out.printf(
          Locale.ROOT,
          "  %-10s %-12s %-12s %,10d jobs %,15d bytes%n",
          row.operation(),
          row.engine(),
          row.reason(),
          row.jobs(),
          row.bytes());
    }
    out.println("evictions: " + Tally.evictions(offload.devices()));
    if (offload.stagingBytesInUse() != 0) {
      wrong.add("staging memory in use at the end: " + offload.stagingBytesInUse() + " bytes");
    }
    wrong.forEach(line -> out.println("FAILED: " + line));
    if (wrong.isEmpty()) {
      out.println("every byte arrived, no alert, nothing left in quarantine");
    }
  }
}
