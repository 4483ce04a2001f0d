package dev.doorbell.offload.binding;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When to try again: at once after a device that had proven itself was lost, later and later for
 * one that keeps failing, or that works for a while each time but was lost too often lately. Each
 * wait is drawn from the upper half of its range, so that processes that lost the same device do
 * not come back in step.
 *
 * @param firstDelayNs after the first failure in a row
 * @param longestDelayNs bound of the doubling
 * @param provenJobs a generation that finished as many jobs ends the row of failures
 * @param failuresToQuarantine from this failure in a row on the device counts as barred, not just
 *     evicted
 * @param toleratedLosses recent losses, see {@link RecentLosses}, that do not count beside the
 *     failures in a row; each one above them counts like one more failure in a row
 * @param lossHalfLifeNs in this time a loss loses half of its weight. Much longer than {@code
 *     longestDelayNs}: what has gathered must not melt away in one wait
 */
public record RebindPolicy(
    long firstDelayNs,
    long longestDelayNs,
    int provenJobs,
    int failuresToQuarantine,
    int toleratedLosses,
    long lossHalfLifeNs) {
  /** With the half-life below: one loss in each five seconds, for ever. */
  public static final int DEFAULT_TOLERATED_LOSSES = 512;

  public static final RebindPolicy DEFAULT =
      new RebindPolicy(1_000_000, 60_000_000_000L, 32, 6)
          .withToleratedLosses(DEFAULT_TOLERATED_LOSSES);

  /** Losses that are far enough apart for {@code provenJobs} are tolerated, however many. */
  public RebindPolicy(
      long firstDelayNs, long longestDelayNs, int provenJobs, int failuresToQuarantine) {
    this(
        firstDelayNs,
        longestDelayNs,
        provenJobs,
        failuresToQuarantine,
        Integer.MAX_VALUE,
        TimeUnit.MINUTES.toNanos(30));
  }

  public RebindPolicy withToleratedLosses(int losses) {
    return new RebindPolicy(
        firstDelayNs, longestDelayNs, provenJobs, failuresToQuarantine, losses, lossHalfLifeNs);
  }

  /**
   * @param failuresInRow 1 for the first
   */
  long delayNs(int failuresInRow, RandomGenerator random) {
    long range = Math.min(longestDelayNs, firstDelayNs << Math.min(failuresInRow - 1, 40));
    return range / 2 + random.nextLong(range / 2 + 1);
  }
}
