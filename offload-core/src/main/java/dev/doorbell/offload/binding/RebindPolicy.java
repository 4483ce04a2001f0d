package dev.doorbell.offload.binding;

import java.util.random.RandomGenerator;

/**
 * When to try again: at once after a device that had proven itself was lost, later and later for
 * one that keeps failing. Each wait is drawn from the upper half of its range, so that processes
 * that lost the same device do not come back in step.
 *
 * @param firstDelayNs after the first failure in a row
 * @param longestDelayNs bound of the doubling
 * @param provenJobs a generation that finished as many jobs ends the row of failures
 * @param failuresToQuarantine from this failure in a row on the device counts as barred, not just
 *     evicted
 */
public record RebindPolicy(
    long firstDelayNs, long longestDelayNs, int provenJobs, int failuresToQuarantine) {
  public static final RebindPolicy DEFAULT = new RebindPolicy(1_000_000, 60_000_000_000L, 32, 6);

  /**
   * @param failuresInRow 1 for the first
   */
  long delayNs(int failuresInRow, RandomGenerator random) {
    long range = Math.min(longestDelayNs, firstDelayNs << Math.min(failuresInRow - 1, 40));
    return range / 2 + random.nextLong(range / 2 + 1);
  }
}
