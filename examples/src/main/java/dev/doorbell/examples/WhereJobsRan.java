package dev.doorbell.examples;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.telemetry.JobCounters;
import java.io.PrintStream;

/** What the examples say at their end. */
final class WhereJobsRan {
  private WhereJobsRan() {}

  static void print(Offload offload, PrintStream out) {
    if (offload.counters().isEmpty()) {
      out.println("no jobs: without a device for them, ciphers are the JDK's own objects");
    }
    for (JobCounters.Row row : offload.counters()) {
      out.println(
          row.jobs() + " " + row.operation() + " jobs on " + row.engine() + ", " + row.reason());
    }
  }
}
