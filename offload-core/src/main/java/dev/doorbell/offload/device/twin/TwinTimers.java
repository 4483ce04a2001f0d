package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Things that the device does to itself at a later time, or outside of a step: a fault that ends, a
 * removal. Run by whoever steps, never while somebody is in a system call: the engine must go on
 * working then, since the kernel may be waiting for it to drain a queue.
 */
final class TwinTimers {
  private record Timer(long due, Runnable action) {}

  private final ReentrantLock kernelMutex;
  private final LongSupplier clock;
  private final List<Timer> timers = new ArrayList<>();
  private volatile boolean any;

  TwinTimers(ReentrantLock kernelMutex, LongSupplier clock) {
    this.kernelMutex = kernelMutex;
    this.clock = clock;
  }

  synchronized void after(long nanos, Runnable action) {
    timers.add(new Timer(clock.getAsLong() + nanos, action));
    any = true;
  }

  synchronized void cancelAll() {
    timers.clear();
    any = false;
  }

  void run() {
    if (!any || kernelMutex.isHeldByCurrentThread() || !kernelMutex.tryLock()) {
      return;
    }
    try {
      for (Runnable action = takeDue(); action != null; action = takeDue()) {
        action.run();
      }
    } finally {
      kernelMutex.unlock();
    }
  }

  private synchronized Runnable takeDue() {
    long now = clock.getAsLong();
    for (int i = 0; i < timers.size(); i++) {
      if (now - timers.get(i).due() >= 0) {
        Runnable action = timers.remove(i).action();
        any = !timers.isEmpty();
        return action;
      }
    }
    return null;
  }
}
