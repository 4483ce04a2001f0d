package dev.doorbell.offload.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.AtomicHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of one engine's jobs by operation. Recording is wait-free and, but for the first job of
 * an operation, allocates nothing: two atomic additions. A histogram takes some 28 KiB and is made
 * with the first job of its operation.
 */
public final class LatencyHistograms {
  private static final long UNIT_NS = 64;
  private static final long LONGEST_NS = 1_000_000_000_000L;
  private static final int DIGITS = 2;

  /** False where HdrHistogram is not on the class path or module path. */
  private static final boolean AVAILABLE = isThere();

  private final String engine;
  private final List<String> operations;
  private final AtomicReferenceArray<@Nullable AtomicHistogram> byOperation;

  /**
   * @param operations names, in the order of the numbers that {@link #record} gets
   */
  public LatencyHistograms(String engine, List<String> operations) {
    this.engine = engine;
    this.operations = List.copyOf(operations);
    byOperation = new AtomicReferenceArray<>(AVAILABLE ? operations.size() : 0);
  }

  private static boolean isThere() {
    try {
      return fresh().getTotalCount() == 0;
    } catch (LinkageError noLibrary) {
      return false;
    }
  }

  /** Whether latencies are kept: where HdrHistogram can be loaded. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  private static AtomicHistogram fresh() {
    return new AtomicHistogram(UNIT_NS, LONGEST_NS, DIGITS);
  }

  /**
   * Counts one job.
   *
   * @param tookNs what is outside 0 to 1000 s counts as the nearest
   */
  public void record(int operation, long tookNs) {
    if (!AVAILABLE) {
      return;
    }
    AtomicHistogram histogram = byOperation.getAcquire(operation);
    if (histogram == null) {
      histogram = first(operation);
    }
    histogram.recordValue(Math.clamp(tookNs, 0, LONGEST_NS));
  }

  private AtomicHistogram first(int operation) {
    AtomicHistogram mine = fresh();
    AtomicHistogram earlier = byOperation.compareAndExchange(operation, null, mine);
    return earlier == null ? mine : earlier;
  }

  /** The latencies so far, without operations that had no job. */
  public List<JobLatency> rows() {
    List<JobLatency> rows = new ArrayList<>();
    for (int i = 0; i < byOperation.length(); i++) {
      AtomicHistogram live = byOperation.getAcquire(i);
      if (live != null) {
        // Jobs go on while this reads: a copy is nearly, and nobody needs it to be exactly, of one
        // moment.
        AtomicHistogram now = live.copy();
        rows.add(
            new JobLatency(
                engine,
                operations.get(i),
                now.getTotalCount(),
                now.getValueAtPercentile(50),
                now.getValueAtPercentile(90),
                now.getValueAtPercentile(99),
                now.getValueAtPercentile(99.9),
                now.getMaxValue()));
      }
    }
    return rows;
  }
}
