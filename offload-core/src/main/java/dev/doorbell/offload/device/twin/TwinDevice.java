package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.LinuxCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One device of the twin: what a test may do to it. Any thread; every method that changes a queue
 * waits for a step in progress to end and takes effect before it returns. Queues are named by their
 * number, which SET_QP_CTX told the driver.
 */
public final class TwinDevice {
  private final Twin twin;
  private final TwinDeviceSpec spec;
  private final ReentrantLock mutex = new ReentrantLock();
  private final TwinCounters counters = new TwinCounters();
  private final TwinTimers timers;
  private final Scheduler scheduler;
  private final DeviceKernel kernel;
  private final AtomicLong jobs = new AtomicLong();

  TwinDevice(Twin twin, TwinDeviceSpec spec, LinuxCalls linux) {
    this.twin = twin;
    this.spec = spec;
    timers = new TwinTimers(mutex, twin.config().nanoClock());
    scheduler = new Scheduler(this, spec.slots(), twin.config().nanoClock(), timers);
    kernel = new DeviceKernel(twin, spec, linux, mutex, counters, scheduler);
    if (!twin.config().manual()) {
      scheduler.startThreads(kernel.name);
    }
  }

  private void underMutex(Runnable action) {
    mutex.lock();
    try {
      action.run();
    } finally {
      mutex.unlock();
    }
  }

  /**
   * The present or last name, such as {@code hisi_zip-0}. A device that returns may get another
   * one.
   */
  public String name() {
    return kernel.name;
  }

  public TwinDeviceSpec spec() {
    return spec;
  }

  /** False between {@link #remove} and {@link #readd}. */
  public boolean isPresent() {
    return kernel.present;
  }

  /**
   * Numbers of the started queues, in the order of their start. Closed queues whose jobs are stuck
   * are not among them.
   */
  public int[] queues() {
    mutex.lock();
    try {
      return kernel.startedQueues();
    } finally {
      mutex.unlock();
    }
  }

  public TwinStats stats() {
    return counters.snapshot();
  }

  /**
   * Takes exactly one step of one job, if any can be taken, and applies its faults and those timed
   * ones that are due.
   *
   * @throws IllegalStateException if the twin has threads of its own
   */
  public Optional<StepEvent> step() {
    if (!twin.config().manual()) {
      throw new IllegalStateException(
          "manual=false, allowed: true; this twin has threads that take the steps");
    }
    return scheduler.stepOnce();
  }

  // ---- faults ----

  /** Applies {@code fault} once, after the next {@code step} of {@code queue}. */
  public void injectNext(int queue, Step step, Fault fault) {
    withQueues(queue, each -> each.plan(step, fault));
  }

  /** Disables a queue: TX, then RX status word 1; nothing of it completes any more. */
  public void reset(int queue) {
    withQueues(queue, TwinQueue::kill);
  }

  /**
   * Begins a device reset: all queues dead, stuck jobs dropped, open refused until {@link
   * #finishReset}.
   */
  public void resetDevice() {
    underMutex(kernel::beginReset);
  }

  /** Ends a device reset. Queues opened before stay dead. */
  public void finishReset() {
    underMutex(() -> kernel.resetting = false);
  }

  /** Stops a queue between two steps without any sign. */
  public void unbind(int queue) {
    withQueues(queue, each -> each.bound = false);
  }

  /**
   * Lets an unbound queue go on: what is still in its ring is executed, late. Also reaches closed
   * queues whose jobs are stuck.
   */
  public void rebind(int queue) {
    withQueues(queue, TwinQueue::rebind);
  }

  /** The queue's present job ends, no other one begins. */
  public void hold(int queue) {
    withQueues(queue, each -> each.held = true);
  }

  /** Ends {@link #hold}. */
  public void release(int queue) {
    withQueues(queue, each -> each.held = false);
  }

  /** The queue pauses, also in the middle of a job. */
  public void delay(int queue, Duration time) {
    long until = twin.config().nanoClock().getAsLong() + time.toNanos();
    withQueues(queue, each -> each.pauseUntil(until));
  }

  /**
   * More started queues with work than slots: higher numbers go first and interrupt lower ones
   * between steps. The default is 0.
   */
  public void setPriority(int queue, int priority) {
    withQueues(queue, each -> each.priority = priority);
    scheduler.usePriorities();
  }

  /**
   * Sets the {@code isolate} attribute. As in the kernel nothing else changes; open still works.
   */
  public void isolate(boolean on) {
    underMutex(() -> {
      if (kernel.present) {
        twin.sysfs().update(kernel.name, "isolate", on ? 1 : 0);
      }
    });
  }

  /** Every further open fails with {@code errno} (such as EACCES, ENODEV); 0 ends that. */
  public void failOpen(int errno) {
    underMutex(() -> kernel.openErrno = errno);
  }

  /**
   * Every further START_Q fails with {@code errno} (such as EIO, EBUSY, ETIMEDOUT); 0 ends that.
   */
  public void failStart(int errno) {
    underMutex(() -> kernel.startErrno = errno);
  }

  /** Every further mmap fails with {@code errno} (such as ENOMEM); 0 ends that. */
  public void failMap(int errno) {
    underMutex(() -> kernel.mapErrno = errno);
  }

  /**
   * Takes the device away: node and attributes vanish, access to its mappings faults, ioctl and
   * mmap give ENXIO. No effect if it is away.
   */
  public void remove() {
    underMutex(() -> {
      if (kernel.present) {
        kernel.disappear();
      }
    });
  }

  /**
   * Brings a removed device back, under the lowest free number: usually its old name. No effect if
   * it is there.
   */
  public void readd() {
    comeBack(0);
  }

  /** Brings a removed device back under another name. */
  public void readdRenamed() {
    comeBack(kernel.number + 1);
  }

  private void comeBack(int leastNumber) {
    underMutex(() -> {
      if (!kernel.present && !twin.isClosed()) {
        kernel.appear(leastNumber);
      }
    });
  }

  private void withQueues(int id, Consumer<TwinQueue> action) {
    boolean found = false;
    for (TwinQueue queue : scheduler.queues()) {
      if (queue.id == id) {
        queue.locked(action);
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException("queue=" + id + ", allowed: " + Arrays.toString(queues()));
    }
  }

  // ---- the engine's side ----

  TwinCounters counters() {
    return counters;
  }

  long nextJob() {
    return jobs.incrementAndGet();
  }

  /**
   * Asks the test's and the plan's faults for this step and applies them. The queue is locked; what
   * concerns the device comes after.
   */
  void applyFaults(TwinQueue queue, Step step) {
    Fault fault = queue.takePlanned(step);
    FaultPlan plan = twin.config().faults();
    if (fault.kind() == null && plan != FaultPlan.NONE) {
      fault = plan.onStep(new StepEvent(kernel.name, queue.id, queue.job, step, queue.late));
    }
    if (fault == null) {
      return;
    }
    FaultKind kind = fault.kind();
    if (kind == null) {
      return;
    }
    long time = fault.durationNanos();
    switch (kind) {
      case RESET -> queue.kill();
      case UNBIND -> {
        queue.bound = false;
        later(time, () -> queue.locked(TwinQueue::rebind));
      }
      case DELAY -> queue.pauseUntil(twin.config().nanoClock().getAsLong() + time);
      case RESET_DEVICE ->
          timers.after(0, () -> thenLater(this::resetDevice, time, this::finishReset));
      case REMOVE -> timers.after(0, () -> thenLater(this::remove, time, this::readd));
      case ISOLATE ->
          timers.after(0, () -> thenLater(() -> isolate(true), time, () -> isolate(false)));
      case LOSE, DUPLICATE, ERROR, CORRUPT, BAD_PHASE, BAD_HEAD, TOO_LONG -> {
        if (!queue.mark(kind, fault.value(), step)) {
          return;
        }
      }
    }
    counters.fault(kind);
  }

  private void thenLater(Runnable now, long nanos, Runnable then) {
    now.run();
    later(nanos, then);
  }

  private void later(long nanos, Runnable action) {
    if (nanos > 0) {
      timers.after(nanos, action);
    }
  }

  DeviceKernel kernel() {
    return kernel;
  }

  /** Every queue that the engine knows, closed ones with stuck jobs included. */
  TwinQueue[] engineQueues() {
    return scheduler.queues();
  }

  void shutDown() {
    scheduler.stop();
    timers.cancelAll();
    underMutex(kernel::shutDown);
  }
}
