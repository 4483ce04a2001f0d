package dev.doorbell.offload.binding;

/**
 * How often a device was lost lately: each loss counts 1 at first and half as much after each
 * half-life. A device that is lost every {@code t} stands at about 1.44 half-lives / {@code t},
 * however many jobs it does in between. For one thread at a time.
 */
final class RecentLosses {
  private final long halfLifeNs;
  private double weight;
  private long weighedAtNs;

  /**
   * @param halfLifeNs positive
   */
  RecentLosses(long halfLifeNs) {
    this.halfLifeNs = halfLifeNs;
  }

  void add(long nowNs) {
    weight = weight(nowNs) + 1;
    weighedAtNs = nowNs;
  }

  /** Rounded to the nearest. */
  int count(long nowNs) {
    return (int) Math.round(weight(nowNs));
  }

  private double weight(long nowNs) {
    long age = Math.max(0, nowNs - weighedAtNs);
    return weight * Math.pow(0.5, (double) age / halfLifeNs);
  }
}
