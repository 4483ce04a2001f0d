package dev.doorbell.offload.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Jobs and bytes by engine, operation and reason. Counting costs no allocation and no lock. */
public final class JobCounters {
  /** One line of the table; lines without jobs are left out of it. */
  public record Row(String engine, String operation, String reason, long jobs, long bytes) {}

  private final List<String> engines;
  private final List<String> operations;
  private final List<String> reasons;
  private final LongAdder[] jobs;
  private final LongAdder[] bytes;

  public JobCounters(List<String> engines, List<String> operations, List<String> reasons) {
    this.engines = List.copyOf(engines);
    this.operations = List.copyOf(operations);
    this.reasons = List.copyOf(reasons);
    int cells = engines.size() * operations.size() * reasons.size();
    jobs = new LongAdder[cells];
    bytes = new LongAdder[cells];
    for (int i = 0; i < cells; i++) {
      jobs[i] = new LongAdder();
      bytes[i] = new LongAdder();
    }
  }

  /**
   * Counts one job of {@code inputBytes}; the arguments are positions in the constructor's lists.
   */
  public void count(int engine, int operation, int reason, long inputBytes) {
    int cell = cell(engine, operation, reason);
    jobs[cell].increment();
    bytes[cell].add(inputBytes);
  }

  private int cell(int engine, int operation, int reason) {
    return (engine * operations.size() + operation) * reasons.size() + reason;
  }

  /** The counts so far: each cell exact, the table as a whole not one instant's. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int e = 0; e < engines.size(); e++) {
      for (int o = 0; o < operations.size(); o++) {
        for (int r = 0; r < reasons.size(); r++) {
          int cell = cell(e, o, r);
          long n = jobs[cell].sum();
          if (n != 0) {
            rows.add(
                new Row(engines.get(e), operations.get(o), reasons.get(r), n, bytes[cell].sum()));
          }
        }
      }
    }
    return rows;
  }
}
