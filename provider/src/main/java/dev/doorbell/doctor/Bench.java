package dev.doorbell.doctor;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.engine.LibraryReport;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A quick comparison on this machine: the same jobs in software, by each library that is there, and
 * on a queue. Seconds, one thread, warmed; the routes take turns, so that a disturbance meets all
 * of them. For figures to be published there is the module bench.
 */
final class Bench {
  private static final int[] SIZES = {1 << 10, 16 << 10, 256 << 10};
  private static final int ROUNDS = 5;
  private static final Duration UNTIL_READY = Duration.ofSeconds(5);

  private final long warmUpNs;
  private final long roundNs;
  private final List<BenchReport.Row> rows = new ArrayList<>();

  /** Runs one job to its outcome. */
  private interface Route {
    Outcome run(Job job, JobResult result);
  }

  private Bench(long warmUpNs, long roundNs) {
    this.warmUpNs = warmUpNs;
    this.roundNs = roundNs;
  }

  /** What makes a configuration send every job to a queue that can do it. */
  static Map<String, String> everythingToQueues() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("doorbell.route.min.bytes", "0");
    for (Operation operation : Operation.values()) {
      settings.put("doorbell.route.min.bytes." + operation, "0");
    }
    return settings;
  }

  /**
   * @param config with {@link #everythingToQueues()} in it
   */
  static BenchReport run(OffloadConfig config) throws InterruptedException {
    return run(config, 80_000_000, 20_000_000);
  }

  static BenchReport run(OffloadConfig config, long warmUpNs, long roundNs)
      throws InterruptedException {
    Bench bench = new Bench(warmUpNs, roundNs);
    try (Offload offload = Offload.open(config)) {
      offload.awaitReady(UNTIL_READY);
      List<String> queues =
          offload.devices().stream()
              .filter(report -> report.reason().isEmpty())
              .map(DeviceReport::device)
              .toList();
      for (BenchCase what : BenchCase.values()) {
        bench.run(what, offload);
      }
      return new BenchReport(offload.twin().isPresent(), queues, bench.rows);
    }
  }

  private void run(BenchCase what, Offload offload) {
    Map<String, Route> routes = new LinkedHashMap<>();
    List<Offload> opened = new ArrayList<>();
    if (what.hasLibraries()) {
      for (String library : libraries(offload)) {
        OffloadConfig alone = OffloadConfig.of(Map.of("doorbell.codec.library", library));
        Offload software = Offload.withEngines(alone, List.of());
        opened.add(software);
        routes.put(library, software.software().softwareEngine()::execute);
      }
    } else {
      routes.put("software", offload.software().softwareEngine()::execute);
    }
    if (offload.offerFrom(what.operation()) != Long.MAX_VALUE) {
      routes.put(BenchReport.QUEUE, offload::execute);
    }
    for (int bytes : SIZES) {
      measure(what, what.job(bytes, offload.software().softwareEngine()), bytes, routes, offload);
    }
    opened.forEach(Offload::close);
  }

  private static List<String> libraries(Offload offload) {
    List<String> names = new ArrayList<>(List.of("jdk"));
    for (LibraryReport library : offload.software().libraries()) {
      for (String choice : List.of("isal", "libdeflate")) {
        if (library.usable() && library.name().contains(choice)) {
          names.add(choice);
        }
      }
    }
    return names;
  }

  private void measure(
      BenchCase what, Job job, int bytes, Map<String, Route> routes, Offload offload) {
    routes.values().forEach(route -> repeat(route, job, warmUpNs));
    Map<String, long[]> times = new LinkedHashMap<>();
    long onQueueBefore = onQueue(offload);
    long jobsBefore = jobs(offload);
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Route> route : routes.entrySet()) {
        times.computeIfAbsent(route.getKey(), _ -> new long[ROUNDS])[round] =
            repeat(route.getValue(), job, roundNs);
      }
    }
    long jobs = jobs(offload) - jobsBefore;
    long percent = jobs == 0 ? 100 : (onQueue(offload) - onQueueBefore) * 100 / jobs;
    times.forEach((route, ns) -> {
      Arrays.sort(ns);
      rows.add(
          new BenchReport.Row(
              what.operation().name(),
              bytes,
              route,
              ns[ROUNDS / 2],
              route.equals(BenchReport.QUEUE) ? (int) percent : 100));
    });
  }

  /** The instance's own jobs: software routes do not pass through it. */
  private static long jobs(Offload offload) {
    return offload.counters().stream().mapToLong(row -> row.jobs()).sum();
  }

  private static long onQueue(Offload offload) {
    return offload.counters().stream()
        .filter(row -> row.reason().equals("PREFERRED"))
        .mapToLong(row -> row.jobs())
        .sum();
  }

  /** Runs the job again and again for so long, at least once; returns nanoseconds per job. */
  private static long repeat(Route route, Job job, long ns) {
    JobResult result = new JobResult();
    long start = System.nanoTime();
    long now = start;
    long jobs = 0;
    while (jobs == 0 || now - start < ns) {
      Outcome outcome = route.run(job, result);
      if (outcome != Outcome.Done.DONE) {
        throw new IllegalStateException(job + " ended with " + outcome);
      }
      jobs++;
      now = System.nanoTime();
    }
    return Math.max(1, (now - start) / jobs);
  }
}
