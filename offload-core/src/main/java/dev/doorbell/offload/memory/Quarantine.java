package dev.doorbell.offload.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of one device's jobs that the device may write: slabs of jobs in flight, and slabs of
 * abandoned jobs. The latter stay here until the device provably cannot write them any more; only
 * the binding knows when that is and calls {@link #releaseAll()}.
 *
 * <p>Both together never exceed the bound, because every job in flight may be abandoned in the next
 * moment: a slab is admitted before its job is shown to the device. Admission is one atomic
 * addition; the rest is slow path, where a lock and allocation are fine.
 */
public final class Quarantine {
  private final StagingPool pool;
  private final long maxBytes;
  private final AtomicLong exposedBytes = new AtomicLong();
  private final List<Staging> held = new ArrayList<>();
  private volatile long bytes;
  private volatile long highestBytes;

  /**
   * @param maxBytes bound on the slabs in flight and in quarantine together
   */
  public Quarantine(StagingPool pool, long maxBytes) {
    this.pool = pool;
    this.maxBytes = maxBytes;
  }

  /** Whether a slab of this size may be shown to the device now; if so, it counts from here on. */
  public boolean admit(long slabBytes) {
    if (exposedBytes.addAndGet(slabBytes) <= maxBytes) {
      return true;
    }
    exposedBytes.addAndGet(-slabBytes);
    return false;
  }

  /** Whether a slab of this size is below the bound at all, with nothing else exposed. */
  public boolean couldAdmit(long slabBytes) {
    return slabBytes <= maxBytes;
  }

  /** An admitted slab goes back to the pool: the device has finished with it. */
  public void discharge(long slabBytes) {
    exposedBytes.addAndGet(-slabBytes);
  }

  /** Takes an admitted slab from a job that gives up on its completion. */
  public synchronized void add(Staging staging) {
    held.add(staging);
    bytes += staging.sizeBytes();
    highestBytes = Math.max(highestBytes, bytes);
  }

  /**
   * Wipes everything held and gives it back to the pool. The caller asserts that the device can
   * write none of it any more.
   *
   * @return how many bytes that were
   */
  public synchronized long releaseAll() {
    held.forEach(pool::release);
    held.clear();
    long released = bytes;
    exposedBytes.addAndGet(-released);
    bytes = 0;
    return released;
  }

  /** Bytes held now. */
  public long bytes() {
    return bytes;
  }

  /** The most that was ever held at once. */
  public long highestBytes() {
    return highestBytes;
  }

  /**
   * Whether nothing of use could be admitted even with no job in flight: less than the smallest
   * slab is left below the bound.
   */
  public boolean isFull() {
    return bytes + StagingPool.SMALLEST_BYTES > maxBytes;
  }
}
