package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.Operation;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a job may take: several times what a device needed lately for jobs of its operation and
 * size, for it and for each job ahead of it, within a floor and a ceiling. Two moving averages per
 * operation, one of the latency of small jobs and one of the time per byte of large ones, each new
 * value with a weight of 1/8. Updates race and some get lost, which an average does not mind.
 */
public final class DeadlinePolicy {
  private static final int MARGIN = 8;
  private static final int WEIGHT_SHIFT = 3;

  /** Jobs of at least this size tell the time per byte, smaller ones the latency. */
  private static final long LARGE_BYTES = 16 << 10;

  /** Before anything was measured: 10 MB/s, slower than any device and than the twin's deflate. */
  private static final long FIRST_PICOS_PER_BYTE = 100_000;

  private static final long FIRST_LATENCY_NS = 1_000_000;

  private final long floorNs;
  private final long ceilingNs;
  private final AtomicLongArray latencyNs = new AtomicLongArray(Operation.values().length);
  private final AtomicLongArray picosPerByte = new AtomicLongArray(Operation.values().length);
  private volatile long lastCompletionNs;

  public DeadlinePolicy(long floorNs, long ceilingNs) {
    this.floorNs = floorNs;
    this.ceilingNs = ceilingNs;
    for (int i = 0; i < latencyNs.length(); i++) {
      latencyNs.set(i, FIRST_LATENCY_NS);
      picosPerByte.set(i, FIRST_PICOS_PER_BYTE);
    }
  }

  /**
   * Time allowed for a job of {@code bytes}, in nanoseconds from its submission.
   *
   * @param jobsAhead jobs in flight on the device at the submission; taken to be like this one
   */
  public long allowedNs(Operation operation, long bytes, int jobsAhead) {
    long expected =
        latencyNs.getOpaque(operation.ordinal())
            + bytes * picosPerByte.getOpaque(operation.ordinal()) / 1000;
    return Math.clamp(expected * MARGIN * (1 + jobsAhead), floorNs, ceilingNs);
  }

  /**
   * A job was submitted at {@code startNs} and is complete now; while another one was being
   * completed, it was only waiting.
   */
  public void record(Operation operation, long bytes, long startNs, long nowNs) {
    long last = lastCompletionNs;
    lastCompletionNs = nowNs;
    long tookNs = Math.max(1, Math.min(nowNs - startNs, nowNs - last));
    if (bytes >= LARGE_BYTES) {
      average(picosPerByte, operation.ordinal(), tookNs * 1000 / bytes);
    } else {
      average(latencyNs, operation.ordinal(), tookNs);
    }
  }

  private static void average(AtomicLongArray values, int index, long sample) {
    long old = values.getOpaque(index);
    values.setOpaque(index, Math.max(1, old + (sample - old >> WEIGHT_SHIFT)));
  }
}
