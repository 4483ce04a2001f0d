package dev.doorbell.examples.soak;

import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Many threads, each with a {@link Client}, until the jobs or the time are used up. */
final class Workload {
  private static final long HUNG_AFTER_NS = 60_000_000_000L;

  /**
   * @param hung threads that had not ended a minute after the last job was given out
   * @param longestYieldNs what a virtual thread's {@code Thread.yield()} took at most, between two
   *     calls: the share of a slow call that is the scheduler's, once for each time that it waits
   * @param firstFailure the first exception of a call, or null
   */
  record Result(
      long jobs,
      long wrong,
      long failed,
      int hung,
      long slowestPlatformNs,
      long slowestVirtualNs,
      long longestYieldNs,
      long elapsedNs,
      Throwable firstFailure) {
    double jobsPerSecond() {
      return jobs * 1e9 / elapsedNs;
    }
  }

  private Workload() {}

  static Result run(
      Offload offload, Corpus corpus, long jobs, long nanos, int platform, int virtual, long seed)
      throws InterruptedException {
    DoorbellProvider provider = new DoorbellProvider(offload);
    AtomicLong left = new AtomicLong(jobs);
    LongAdder done = new LongAdder();
    LongAdder wrong = new LongAdder();
    LongAdder failed = new LongAdder();
    AtomicLong slowestPlatform = new AtomicLong();
    AtomicLong slowestVirtual = new AtomicLong();
    AtomicLong longestYield = new AtomicLong();
    AtomicReference<Throwable> first = new AtomicReference<>();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < platform + virtual; t++) {
      AtomicLong slowest = t < platform ? slowestPlatform : slowestVirtual;
      Client client = new Client(offload, provider, corpus, seed * 10_000 + t);
      Runnable work =
          () -> {
            while (left.getAndDecrement() > 0 && System.nanoTime() - start < nanos) {
              long began = System.nanoTime();
              try {
                if (!client.runOne()) {
                  wrong.increment();
                }
              } catch (Exception | Error e) {
                failed.increment();
                first.compareAndSet(null, e);
              }
              long took = System.nanoTime() - began;
              slowest.accumulateAndGet(took, Math::max);
              done.increment();
              // Virtual threads are not preempted: the others' waits would end when this one ends.
              if (Thread.currentThread().isVirtual()) {
                long yielded = System.nanoTime();
                Thread.yield();
                longestYield.accumulateAndGet(System.nanoTime() - yielded, Math::max);
              }
            }
          };
      threads.add(
          t < platform ? Thread.ofPlatform().daemon().start(work) : Thread.ofVirtual().start(work));
    }
    int hung = 0;
    long giveUpAt = start + nanos + HUNG_AFTER_NS;
    for (Thread thread : threads) {
      thread.join(Math.max(1, (giveUpAt - System.nanoTime()) / 1_000_000));
      hung += thread.isAlive() ? 1 : 0;
    }
    return new Result(
        done.sum(),
        wrong.sum(),
        failed.sum(),
        hung,
        slowestPlatform.get(),
        slowestVirtual.get(),
        longestYield.get(),
        System.nanoTime() - start,
        first.get());
  }
}
