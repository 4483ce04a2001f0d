package dev.doorbell.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param queues what the queues are: devices, the twin's, or none
 */
record BenchReport(boolean twin, List<String> queues, List<Row> rows) {
  /**
   * One operation at one size over one route.
   *
   * @param route {@code queue}, or who did it in software
   * @param jobNs the median over the rounds
   * @param onQueue of the jobs of route {@code queue}, how many in a hundred ran on one
   */
  record Row(String operation, int bytes, String route, long jobNs, int onQueue) {}

  static final String QUEUE = "queue";

  BenchReport {
    queues = List.copyOf(queues);
    rows = List.copyOf(rows);
  }

  /**
   * By operation, the smallest measured size from which on a queue beats the fastest software at
   * every larger one; {@link Long#MAX_VALUE} where there is none. Empty without queues.
   */
  Map<String, Long> thresholds() {
    Map<String, Long> thresholds = new LinkedHashMap<>();
    // Rows are in ascending order of size.
    for (Row row : rows) {
      if (row.route().equals(QUEUE)) {
        boolean wins = row.jobNs() <= fastestSoftware(row) && row.onQueue() == 100;
        long before = thresholds.getOrDefault(row.operation(), Long.MAX_VALUE);
        thresholds.put(
            row.operation(), wins ? Math.min(before, row.bytes()) : Long.valueOf(Long.MAX_VALUE));
      }
    }
    return thresholds;
  }

  private long fastestSoftware(Row queue) {
    return rows.stream()
        .filter(row -> !row.route().equals(QUEUE))
        .filter(row -> row.operation().equals(queue.operation()) && row.bytes() == queue.bytes())
        .mapToLong(Row::jobNs)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        "median of 5 rounds, one thread; MB/s of the uncompressed size; a few percent are noise\n");
    if (twin) {
      out.append(
          "queues: THE TWIN, which is software: its times, and thresholds, are no device's\n");
    } else {
      out.append("queues: ")
          .append(queues.isEmpty() ? "none in use; the command doctor says why" : queues)
          .append('\n');
    }
    String last = "";
    for (Row row : rows) {
      String name = row.operation() + " " + row.bytes();
      if (!name.equals(last)) {
        out.append(last.isEmpty() ? "" : "\n").append(String.format("%-20s", name));
        last = name;
      }
      double megabytes = row.bytes() * 1e3 / row.jobNs();
      out.append(
          String.format(
              Locale.ROOT, "  %s %.1f us %.0f MB/s", row.route(), row.jobNs() / 1e3, megabytes));
      if (row.onQueue() < 100) {
        out.append(" (").append(row.onQueue()).append(" % on queues)");
      }
    }
    out.append('\n');
    thresholds()
        .forEach((operation, bytes) ->
            out.append(
                bytes == Long.MAX_VALUE
                    ? "suggested: doorbell.route.disable=" + operation + " (among others)\n"
                    : "suggested: doorbell.route.min.bytes." + operation + "=" + bytes + "\n"));
    return out.toString();
  }

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", Commands.HEALTHY);
    json.put("twin", twin);
    json.put("queues", queues);
    List<Object> measured = new ArrayList<>();
    for (Row row : rows) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("operation", row.operation());
      each.put("bytes", row.bytes());
      each.put("route", row.route());
      each.put("jobNs", row.jobNs());
      each.put("onQueuePercent", row.onQueue());
      measured.add(each);
    }
    json.put("rows", measured);
    Map<String, @Nullable Object> suggested = new LinkedHashMap<>();
    thresholds()
        .forEach(
            (operation, bytes) -> suggested.put(operation, bytes == Long.MAX_VALUE ? null : bytes));
    json.put("minBytes", suggested);
    return json;
  }
}
