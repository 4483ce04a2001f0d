package dev.doorbell.agent;

import dev.doorbell.codec.SharedOffload;
import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.telemetry.JobCounters;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The summary at the end of the process. */
final class ExitReport extends Thread {
  private final AgentLog log;
  private final Tally tally;

  ExitReport(AgentLog log, Tally tally) {
    super("doorbell-agent-report");
    this.log = log;
    this.tally = tally;
  }

  @Override
  public void run() {
    AgentReport report = tally.report();
    // Where nothing was rewritten, the classes behind the codec may not even be there.
    write(log, report, report.changed() == 0 ? null : SharedOffload.ifOpen().orElse(null));
  }

  /**
   * @param offload null where no object of ours was made: nothing is opened for a report
   */
  static void write(AgentLog log, AgentReport report, @Nullable Offload offload) {
    log.line(
        report.changed()
            + " classes rewritten"
            + list(report.sites())
            + ", "
            + report.left().values().stream().mapToLong(Long::longValue).sum()
            + " left alone"
            + list(report.left())
            + ", "
            + report.looked()
            + " looked at");
    if (offload == null) {
      log.line("no jobs: nothing was compressed");
      return;
    }
    for (DeviceReport device : offload.devices()) {
      log.line(
          "device "
              + device.device()
              + ": "
              + device.state()
              + ", evictions "
              + device.evictions());
    }
    for (JobCounters.Row row : offload.counters()) {
      log.line(
          "jobs "
              + row.operation()
              + " on "
              + row.engine()
              + ", "
              + row.reason()
              + ": "
              + row.jobs()
              + ", "
              + row.bytes()
              + " bytes");
    }
  }

  private static String list(Map<?, Long> counts) {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((key, value) -> sorted.put(key.toString(), value));
    return sorted.isEmpty()
        ? ""
        : sorted.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
