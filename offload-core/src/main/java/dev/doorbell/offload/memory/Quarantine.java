package dev.doorbell.offload.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory that abandoned jobs of one device may still write. A slab stays here until the device
 * provably cannot write it any more; only the binding knows when that is and calls {@link
 * #releaseAll()}.
 *
 * <p>Slow path only: a lock and allocation are fine.
 */
public final class Quarantine {
  private final StagingPool pool;
  private final List<Staging> held = new ArrayList<>();
  private volatile long bytes;
  private volatile long highestBytes;

  public Quarantine(StagingPool pool) {
    this.pool = pool;
  }

  /** Takes a slab from a job that gives up on its completion. */
  public synchronized void add(Staging staging) {
    held.add(staging);
    bytes += staging.sizeBytes();
    highestBytes = Math.max(highestBytes, bytes);
  }

  /**
   * Wipes everything held and gives it back to the pool. The caller asserts that the device can
   * write none of it any more.
   */
  public synchronized void releaseAll() {
    held.forEach(pool::release);
    held.clear();
    bytes = 0;
  }

  /** Bytes held now. */
  public long bytes() {
    return bytes;
  }

  /** The most that was ever held at once. */
  public long highestBytes() {
    return highestBytes;
  }
}
