package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Shares the device's slots among its queues: one job per turn, round robin; where priorities are
 * set, the highest first, taking the slot away from a lower one between two steps. With threads
 * each slot has one; with manual steps the caller is the thread.
 *
 * <p>Locks: engines only ever try a queue's lock and pass on if somebody waits for it, so a queue's
 * lock is a promise that no step is running, and nobody starves who wants that promise.
 */
final class Scheduler {
  private static final System.Logger LOG = System.getLogger("dev.doorbell.twin");
  private static final long SPIN_NANOS = 5_000;
  private static final long YIELD_NANOS = 1_000_000;
  private static final long PARK_STEP_NANOS = 1_000;
  private static final long PARK_NANOS = 500_000;

  private final TwinDevice device;
  private final LongSupplier clock;
  private final TwinTimers timers;
  private final Slot[] slots;
  private final List<Thread> threads = new ArrayList<>();
  private volatile TwinQueue[] queues = {};
  private volatile boolean priorities;
  private volatile boolean stopped;
  private int nextSlot;

  /** One parallel context of the hardware. */
  static final class Slot {
    private volatile TwinQueue current;
    private int cursor;
    private TwinQueue lastQueue;
    private Step lastStep;
    private long lastJob;
    private boolean lastLate;
  }

  Scheduler(TwinDevice device, int slotCount, LongSupplier clock, TwinTimers timers) {
    this.device = device;
    this.clock = clock;
    this.timers = timers;
    slots = new Slot[slotCount];
    Arrays.setAll(slots, i -> new Slot());
  }

  void startThreads(String name) {
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("doorbell-twin-" + name + "-" + i)
              .start(() -> run(slot)));
    }
  }

  void stop() {
    stopped = true;
    boolean interrupted = false;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      while (thread != Thread.currentThread() && thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Slot slot) {
    long idleSince = 0;
    long park = 0;
    while (!stopped) {
      boolean worked;
      try {
        worked = advance(slot);
      } catch (RuntimeException | InternalError e) {
        LOG.log(System.Logger.Level.ERROR, "twin " + device.name() + ": step failed", e);
        worked = false;
      }
      if (worked) {
        idleSince = 0;
        park = 0;
      } else if (idleSince == 0) {
        idleSince = System.nanoTime() | 1;
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else if (System.nanoTime() - idleSince < YIELD_NANOS) {
        // On a busy machine the caller may be waiting for this very processor.
        Thread.yield();
      } else {
        // Slowly growing pauses: a caller and an engine that both sleep through the other's turn
        // keep each other slow, so the engine must
        // be found awake by a caller that was away for a moment. A twin that nobody uses costs two
        // thousand wake-ups per second at most.
        park = Math.min(PARK_NANOS, park + PARK_STEP_NANOS);
        LockSupport.parkNanos(park);
      }
    }
  }

  synchronized void add(TwinQueue queue) {
    TwinQueue[] more = Arrays.copyOf(queues, queues.length + 1);
    more[queues.length] = queue;
    queues = more;
  }

  synchronized void remove(TwinQueue queue) {
    queues = Arrays.stream(queues).filter(each -> each != queue).toArray(TwinQueue[]::new);
  }

  TwinQueue[] queues() {
    return queues;
  }

  void usePriorities() {
    priorities = true;
  }

  /** One step on the caller's thread, slots taking turns; empty when nothing can be done now. */
  Optional<StepEvent> stepOnce() {
    synchronized (slots) {
      for (int i = 0; i < slots.length; i++) {
        Slot slot = slots[nextSlot];
        nextSlot = (nextSlot + 1) % slots.length;
        if (advance(slot)) {
          timers.run();
          return Optional.of(
              new StepEvent(
                  device.name(), slot.lastQueue.id, slot.lastJob, slot.lastStep, slot.lastLate));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * One step of this queue and no other, for a kernel that waits for it; false when it cannot go
   * on.
   */
  boolean stepQueue(TwinQueue queue) {
    queue.lock.lock();
    try {
      return queue.ready(clock.getAsLong()) && take(queue.owner, queue);
    } finally {
      queue.lock.unlock();
    }
  }

  private boolean advance(Slot slot) {
    timers.run();
    long now = clock.getAsLong();
    if (priorities) {
      yieldToHigher(slot, now);
    }
    TwinQueue queue = slot.current;
    if (queue == null) {
      return pick(slot, now);
    }
    if (!tryLock(queue)) {
      return false;
    }
    try {
      if (queue.owner != slot || !queue.ready(now)) {
        leave(slot, queue);
        return false;
      }
      return take(slot, queue);
    } finally {
      queue.lock.unlock();
    }
  }

  private static boolean tryLock(TwinQueue queue) {
    return !queue.lock.hasQueuedThreads() && queue.lock.tryLock();
  }

  private static void leave(Slot slot, TwinQueue queue) {
    if (slot != null) {
      slot.current = null;
    }
    if (queue.owner == slot) {
      queue.owner = null;
    }
  }

  /** A step of a locked queue that is ready, and the faults after it. */
  private boolean take(Slot slot, TwinQueue queue) {
    Step step = queue.step(device);
    if (step != null) {
      device.applyFaults(queue, step);
      if (slot != null) {
        slot.lastQueue = queue;
        slot.lastStep = step;
        slot.lastJob = queue.job;
        slot.lastLate = queue.late;
      }
    }
    if (step == null || step == Step.COMPLETED || !queue.inJob()) {
      leave(slot, queue);
    }
    if (queue.exhausted() && !queue.inJob()) {
      remove(queue);
      queue.close();
    }
    return step != null;
  }

  private boolean pick(Slot slot, long now) {
    TwinQueue[] all = queues;
    int best = priorities ? highestWaiting(all, now) : Integer.MIN_VALUE;
    int start = slot.cursor;
    for (int i = 0; i < all.length; i++) {
      int index = (start + i) % all.length;
      TwinQueue queue = all[index];
      if (tryLock(queue)) {
        try {
          if (queue.owner == null && queue.priority >= best && queue.ready(now)) {
            queue.owner = slot;
            queue.evicted = false;
            slot.current = queue;
            slot.cursor = (index + 1) % all.length;
            // Not every doorbell announces a job; then the next queue has its turn.
            if (take(slot, queue)) {
              return true;
            }
          }
        } finally {
          queue.lock.unlock();
        }
      }
    }
    return false;
  }

  /**
   * Highest priority among the queues that wait for a slot. Where slots are short, those below it
   * count as evicted.
   */
  private int highestWaiting(TwinQueue[] all, long now) {
    int best = Integer.MIN_VALUE;
    int waiting = 0;
    for (TwinQueue queue : all) {
      if (waits(queue, now)) {
        best = Math.max(best, queue.priority);
        waiting++;
      }
    }
    if (waiting > freeSlots()) {
      for (TwinQueue queue : all) {
        if (queue.priority < best && !queue.evicted && waits(queue, now)) {
          queue.evicted = true;
          device.counters().evictions.incrementAndGet();
        }
      }
    }
    return best;
  }

  private static boolean waits(TwinQueue queue, long now) {
    if (!tryLock(queue)) {
      return false;
    }
    try {
      return queue.owner == null && queue.ready(now);
    } finally {
      queue.lock.unlock();
    }
  }

  private int freeSlots() {
    int free = 0;
    for (Slot slot : slots) {
      free += slot.current == null ? 1 : 0;
    }
    return free;
  }

  private void yieldToHigher(Slot slot, long now) {
    TwinQueue mine = slot.current;
    if (mine == null || freeSlots() > 0) {
      return;
    }
    for (TwinQueue other : queues) {
      if (other.priority > mine.priority && waits(other, now) && tryLock(mine)) {
        try {
          mine.evicted = true;
          leave(slot, mine);
          device.counters().evictions.incrementAndGet();
        } finally {
          mine.lock.unlock();
        }
        return;
      }
    }
  }
}
