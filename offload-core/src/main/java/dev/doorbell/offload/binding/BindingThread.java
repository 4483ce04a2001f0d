package dev.doorbell.offload.binding;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that maintains one binding: a daemon platform thread, because opening and closing
 * queues block in the kernel. One per device, so that a close that waits for a stuck device delays
 * no other.
 */
public final class BindingThread {
  private static final System.Logger LOG = System.getLogger(BindingThread.class.getName());
  private static final long AFTER_FAILURE_NS = 1_000_000_000L;

  private final Thread thread;
  private volatile @Nullable QueueBinding binding;
  private volatile boolean poked;

  /**
   * @param device names the thread
   */
  public BindingThread(String device) {
    thread = Thread.ofPlatform().daemon().name("doorbell-" + device).unstarted(this::run);
  }

  public void start(QueueBinding toMaintain) {
    binding = toMaintain;
    thread.start();
  }

  /** Something is due now. Any thread, at any time. */
  public void wakeUp() {
    poked = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    QueueBinding maintained = Objects.requireNonNull(binding, "start() names it");
    while (!maintained.isClosed()) {
      poked = false;
      long due;
      try {
        due = maintained.maintain();
      } catch (RuntimeException | Error e) {
        // A thread that dies here would take the device with it, and whoever waits for the close.
        // Software goes on meanwhile.
        LOG.log(System.Logger.Level.ERROR, "maintaining " + thread.getName() + " failed", e);
        due = System.nanoTime() + AFTER_FAILURE_NS;
      }
      long wait = due - System.nanoTime();
      // A poke after the line above left its permit, so this park returns at once.
      if (!poked && wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
    maintained.writeLog();
  }

  /** Waits for the binding to be closed, at most {@code timeoutMs}; returns whether it is. */
  public boolean join(long timeoutMs) throws InterruptedException {
    thread.join(timeoutMs);
    return !thread.isAlive();
  }
}
