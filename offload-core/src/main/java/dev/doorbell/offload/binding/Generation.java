package dev.doorbell.offload.binding;

import dev.doorbell.offload.queue.QueueFault;
import dev.doorbell.offload.queue.WorkQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One set of open queues, from their opening to their closing. A job holds a lease on the
 * generation that it runs on; when the generation is retired, no new lease is granted, and when the
 * last one has ended, nobody of ours touches the queues any more and they can be closed. A
 * completion of an older generation has nobody to go to: it would stand in rings that nobody reads.
 */
final class Generation {
  /** Set in {@link #leases} beside the count. */
  private static final int RETIRED = 1 << 31;

  private final long number;
  private final WorkQueue[][] queuesByType;
  private final AtomicInteger leases = new AtomicInteger();
  private final LongAdder completedJobs = new LongAdder();
  private final AtomicInteger deviceErrors = new AtomicInteger();

  /**
   * @param queuesByType for each queue type at least one queue
   */
  Generation(long number, WorkQueue[][] queuesByType) {
    this.number = number;
    this.queuesByType = queuesByType;
  }

  long number() {
    return number;
  }

  /** Grants a lease, or returns false once the generation is retired. */
  boolean enter() {
    while (true) {
      int now = leases.get();
      if (now < 0) {
        return false;
      }
      if (leases.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Ends a lease; returns true when it was the last one of a retired generation. */
  boolean exit() {
    return leases.decrementAndGet() == RETIRED;
  }

  /** No new leases. Returns true for the call that made the difference. */
  boolean retire() {
    while (true) {
      int now = leases.get();
      if (now < 0) {
        return false;
      }
      if (leases.compareAndSet(now, now | RETIRED)) {
        return true;
      }
    }
  }

  boolean isRetired() {
    return leases.get() < 0;
  }

  /** Retired, and nobody uses the queues. */
  boolean isDrained() {
    return leases.get() == RETIRED;
  }

  /** A queue of {@code type}, the same for callers with the same {@code turn}. */
  WorkQueue queue(int type, int turn) {
    WorkQueue[] queues = queuesByType[type];
    return queues.length == 1 ? queues[0] : queues[Math.floorMod(turn, queues.length)];
  }

  /** Jobs in flight on all queues: they share the device's engines. */
  int inFlight() {
    int jobs = 0;
    for (WorkQueue[] queues : queuesByType) {
      for (WorkQueue queue : queues) {
        jobs += queue.inFlight();
      }
    }
    return jobs;
  }

  /**
   * Looks at every queue, which nobody else does while there are no jobs; the first dead one's
   * fault, or null. The caller has a lease.
   */
  @Nullable QueueFault probe() {
    for (WorkQueue[] queues : queuesByType) {
      for (WorkQueue queue : queues) {
        queue.poll(1);
        QueueFault fault = queue.fault();
        if (fault != null) {
          return fault;
        }
      }
    }
    return null;
  }

  /** Tells whoever still waits for a completion to wait no longer. */
  void kill() {
    for (WorkQueue[] queues : queuesByType) {
      for (WorkQueue queue : queues) {
        queue.kill(QueueFault.RETIRED);
      }
    }
  }

  /** Closes all queues. Only when drained. Blocks while the kernel waits for the device. */
  void close() {
    for (WorkQueue[] queues : queuesByType) {
      for (WorkQueue queue : queues) {
        queue.close();
      }
    }
  }

  void countCompleted() {
    completedJobs.increment();
  }

  long completedJobs() {
    return completedJobs.sum();
  }

  /** Counts an error that software could not confirm; returns how many there were. */
  int countDeviceError() {
    return deviceErrors.incrementAndGet();
  }
}
