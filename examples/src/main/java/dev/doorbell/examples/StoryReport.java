package dev.doorbell.examples;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.telemetry.JobCounters;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table at the end, and the verdict. */
final class StoryReport {
  private final PrintStream out;
  private final Tally calm;
  private final Tally storm;
  private final int wanted;

  /**
   * @param storm null where there was none
   * @param wanted evictions of each kind
   */
  StoryReport(PrintStream out, Tally calm, Tally storm, int wanted) {
    this.out = out;
    this.calm = calm;
    this.storm = storm;
    this.wanted = wanted;
  }

  /** Megabytes (10^6) per second. */
  static String rate(Meter meter) {
    return meter.nanos() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f", meter.bytes() * 1e3 / meter.nanos());
  }

  /** Returns whether all went as it must. */
  boolean print() {
    legs();
    jobs("calm", calm);
    if (storm != null) {
      jobs("storm", storm);
      evictions();
    }
    List<String> wrong = wrong();
    wrong.forEach(line -> out.println("FAILED: " + line));
    if (wrong.isEmpty()) {
      out.println("every byte came back equal; no call failed; nothing left in quarantine");
    }
    return wrong.isEmpty();
  }

  private void legs() {
    out.println();
    out.printf(
        Locale.ROOT,
        "%-44s %10s %12s %10s %12s%n",
        "in Doorbell's calls",
        "calm MB/s",
        "slowest ms",
        "storm MB/s",
        "slowest ms");
    for (Map.Entry<String, Meter> leg : calm.meters.entrySet()) {
      row(leg.getKey(), leg.getValue(), storm == null ? null : storm.meter(leg.getKey()));
    }
    row("all", calm.total(), storm == null ? null : storm.total());
    if (storm != null) {
      out.println(
          "(while a queue is away software works, which may be faster than the twin: these are no accelerator's figures)");
    }
  }

  private void row(String name, Meter calmly, Meter stormy) {
    out.printf(
        Locale.ROOT,
        "%-44s %10s %12s %10s %12s%n",
        name,
        rate(calmly),
        millis(calmly),
        stormy == null ? "-" : rate(stormy),
        stormy == null ? "-" : millis(stormy));
  }

  private static String millis(Meter meter) {
    return String.format(Locale.ROOT, "%.1f", meter.slowestNanos() / 1e6);
  }

  private void jobs(String part, Tally tally) {
    out.println();
    out.printf(
        Locale.ROOT,
        "%-14s %-16s %-12s %10s %12s%n",
        part + (tally.passes > 1 ? " x" + tally.passes : ""),
        "operation",
        "reason",
        "jobs",
        "MB");
    for (JobCounters.Row row : tally.rows) {
      out.printf(
          Locale.ROOT,
          "%-14s %-16s %-12s %,10d %,12.1f%n",
          row.engine(),
          row.operation(),
          row.reason(),
          row.jobs(),
          row.bytes() / 1e6);
    }
  }

  private void evictions() {
    out.println();
    for (FaultKind kind : Tally.STORM) {
      out.printf(
          Locale.ROOT,
          "%-58s %,6d times%n",
          Storm.inWords(kind),
          storm.faults.getOrDefault(kind, 0L));
    }
    Tally.evictions(storm.devices)
        .forEach(
            (cause, n) -> out.printf(Locale.ROOT, "%-58s %,6d times%n", "evicted for " + cause, n));
    for (DeviceReport device : storm.devices) {
      out.printf(
          Locale.ROOT,
          "%s: %s; bound %,d times, %,d jobs abandoned, quarantine at most %,d bytes, at the end %,d%n",
          device.device(),
          device.detail(),
          device.rebinds(),
          device.abandonedJobs(),
          device.highestQuarantinedBytes(),
          device.quarantinedBytes());
    }
  }

  private List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    for (Tally tally : storm == null ? List.of(calm) : List.of(calm, storm)) {
      wrong.addAll(tally.failures);
      if (tally.quarantinedBytes() != 0 || tally.leftBytes != 0) {
        wrong.add(
            "after close: quarantined bytes="
                + tally.quarantinedBytes()
                + ", staging bytes="
                + tally.leftBytes
                + ", expected: 0");
      }
    }
    if (storm != null) {
      wrong.addAll(Tally.missing(storm.faults, Tally.evictions(storm.devices), wanted));
    }
    return wrong;
  }
}
