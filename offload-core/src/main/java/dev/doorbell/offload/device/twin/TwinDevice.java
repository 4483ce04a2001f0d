package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.LinuxCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One device of the twin: what a test may do to it. Any thread; every method that changes a queue waits for a step in progress to end and
 * takes effect before it returns. Queues are named by their number, which SET_QP_CTX told the driver.
 */
public final class TwinDevice {
  private static final System.Logger LOG = System.getLogger("dev.doorbell.twin");
  /** How long the kernel waits for a queue to drain: 1000 looks of 100 to 200 microseconds (ref 1.10). */
  private static final long DRAIN_NANOS = 200_000_000;

  private final Twin twin;
  private final TwinDeviceSpec spec;
  private final LinuxCalls linux;
  private final ReentrantLock mutex = new ReentrantLock();
  private final TwinCounters counters = new TwinCounters();
  private final TwinTimers timers;
  private final Scheduler scheduler;
  private final AtomicLong jobs = new AtomicLong();
  private final InflateStreams streams = new InflateStreams();
  private final List<OpenFile> files = new ArrayList<>();
  private QueuePairs pairs;
  private volatile String name;
  private volatile boolean present;
  private int number;
  private boolean resetting;
  private int openErrno;
  private int startErrno;
  private int mapErrno;

  TwinDevice(Twin twin, TwinDeviceSpec spec, LinuxCalls linux) {
    this.twin = twin;
    this.spec = spec;
    this.linux = linux;
    timers = new TwinTimers(mutex, twin.config().nanoClock());
    scheduler = new Scheduler(this, spec.slots(), twin.config().nanoClock(), timers);
    appear(0);
    if (!twin.config().manual()) {
      scheduler.startThreads(name);
    }
  }

  private void appear(int leastNumber) {
    number = twin.takeNumber(leastNumber);
    name = spec.driver() + "-" + number;
    pairs = new QueuePairs(linux, spec, name);
    resetting = false;
    twin.sysfs().add(name, number, spec, linux.pageSize());
    present = true;
  }

  /** The present or last name, such as {@code hisi_zip-0}. A device that returns may get another one. */
  public String name() {
    return name;
  }

  public TwinDeviceSpec spec() {
    return spec;
  }

  /** False between {@link #remove} and {@link #readd}. */
  public boolean isPresent() {
    return present;
  }

  /** Numbers of the started queues, in the order of their start. Closed queues whose jobs are stuck are not among them. */
  public int[] queues() {
    mutex.lock();
    try {
      return files.stream().filter(file -> file.queue != null).mapToInt(file -> file.id).toArray();
    } finally {
      mutex.unlock();
    }
  }

  public TwinStats stats() {
    return counters.snapshot();
  }

  /**
   * Takes exactly one step of one job, if any can be taken, and applies its faults and those timed ones that are due.
   *
   * @throws IllegalStateException if the twin has threads of its own
   */
  public Optional<StepEvent> step() {
    if (!twin.config().manual()) {
      throw new IllegalStateException("manual=false, allowed: true; this twin has threads that take the steps");
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

  /** Begins a device reset: all queues dead, stuck jobs dropped, open refused until {@link #finishReset}. */
  public void resetDevice() {
    mutex.lock();
    try {
      resetting = true;
      files.forEach(file -> file.memory.stopSubmitting());
      for (TwinQueue queue : scheduler.queues()) {
        locked(queue, TwinQueue::kill);
      }
      files.forEach(file -> file.memory.stopReceiving());
      dropZombies();
    } finally {
      mutex.unlock();
    }
  }

  /** Ends a device reset. Queues opened before stay dead. */
  public void finishReset() {
    mutex.lock();
    try {
      resetting = false;
    } finally {
      mutex.unlock();
    }
  }

  /** Stops a queue between two steps without any sign. */
  public void unbind(int queue) {
    withQueues(queue, each -> each.bound = false);
  }

  /** Lets an unbound queue go on: what is still in its ring is executed, late. Also reaches closed queues whose jobs are stuck. */
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

  /** More started queues with work than slots: higher numbers go first and interrupt lower ones between steps. The default is 0. */
  public void setPriority(int queue, int priority) {
    withQueues(queue, each -> each.priority = priority);
    scheduler.usePriorities();
  }

  /** Sets the {@code isolate} attribute. As in the kernel nothing else changes; open still works. */
  public void isolate(boolean on) {
    mutex.lock();
    try {
      if (present) {
        twin.sysfs().update(name, "isolate", on ? 1 : 0);
      }
    } finally {
      mutex.unlock();
    }
  }

  /** Every further open fails with {@code errno} (such as EACCES, ENODEV); 0 ends that. */
  public void failOpen(int errno) {
    mutex.lock();
    openErrno = errno;
    mutex.unlock();
  }

  /** Every further START_Q fails with {@code errno} (such as EIO, EBUSY, ETIMEDOUT); 0 ends that. */
  public void failStart(int errno) {
    mutex.lock();
    startErrno = errno;
    mutex.unlock();
  }

  /** Every further mmap fails with {@code errno} (such as ENOMEM); 0 ends that. */
  public void failMap(int errno) {
    mutex.lock();
    mapErrno = errno;
    mutex.unlock();
  }

  /** Takes the device away: node and attributes vanish, access to its mappings faults, ioctl and mmap give ENXIO. No effect if it is away. */
  public void remove() {
    mutex.lock();
    try {
      if (!present) {
        return;
      }
      present = false;
      files.forEach(file -> file.state = OpenFile.State.ZOMBIE);
      for (TwinQueue queue : scheduler.queues()) {
        closeQueue(queue);
      }
      files.forEach(file -> file.queue = null);
      files.clear();
      streams.clear();
      twin.sysfs().remove(name);
      twin.giveNumber(number);
      pairs.truncateAll();
    } finally {
      mutex.unlock();
    }
  }

  /** Brings a removed device back, under the lowest free number: usually its old name. No effect if it is there. */
  public void readd() {
    comeBack(0);
  }

  /** Brings a removed device back under another name. */
  public void readdRenamed() {
    comeBack(number + 1);
  }

  private void comeBack(int leastNumber) {
    mutex.lock();
    try {
      if (!present && !twin.isClosed()) {
        appear(leastNumber);
      }
    } finally {
      mutex.unlock();
    }
  }

  private interface QueueAction {
    void on(TwinQueue queue);
  }

  private void withQueues(int id, QueueAction action) {
    boolean found = false;
    for (TwinQueue queue : scheduler.queues()) {
      if (queue.id == id) {
        locked(queue, action);
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException("queue=" + id + ", allowed: " + Arrays.toString(queues()));
    }
  }

  private static void locked(TwinQueue queue, QueueAction action) {
    queue.lock.lock();
    try {
      action.on(queue);
    } finally {
      queue.lock.unlock();
    }
  }

  // ---- the engine's side ----

  TwinCounters counters() {
    return counters;
  }

  long nextJob() {
    return jobs.incrementAndGet();
  }

  /** Asks the test's and the plan's faults for this step and applies them. The queue is locked; what concerns the device comes after. */
  void applyFaults(TwinQueue queue, Step step) {
    Fault fault = queue.takePlanned(step);
    FaultPlan plan = twin.config().faults();
    if (fault.kind() == null && plan != FaultPlan.NONE) {
      fault = plan.onStep(new StepEvent(name, queue.id, queue.job, step, queue.late));
    }
    if (fault == null || fault.kind() == null) {
      return;
    }
    long time = fault.durationNanos();
    switch (fault.kind()) {
      case RESET -> queue.kill();
      case UNBIND -> {
        queue.bound = false;
        later(time, () -> locked(queue, TwinQueue::rebind));
      }
      case DELAY -> queue.pauseUntil(twin.config().nanoClock().getAsLong() + time);
      case RESET_DEVICE -> timers.after(0, () -> thenLater(this::resetDevice, time, this::finishReset));
      case REMOVE -> timers.after(0, () -> thenLater(this::remove, time, this::readd));
      case ISOLATE -> timers.after(0, () -> thenLater(() -> isolate(true), time, () -> isolate(false)));
      case LOSE, DUPLICATE, ERROR, CORRUPT, BAD_PHASE, BAD_HEAD, TOO_LONG -> {
        if (!queue.mark(fault, step)) {
          return;
        }
      }
    }
    counters.fault(fault.kind());
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

  // ---- the kernel's side; the mutex is held ----

  ReentrantLock mutex() {
    return mutex;
  }

  int refuseOpen() {
    if (!present) {
      return Errno.ENODEV;
    }
    return openErrno != 0 ? openErrno : resetting ? Errno.EPERM : 0;
  }

  int refuseStart() {
    return resetting ? Errno.EPERM : startErrno;
  }

  int refuseMap() {
    return mapErrno;
  }

  /** Reserves a queue pair; null if none is free. */
  OpenFile openQueue(boolean writable) {
    int id = pairs.take();
    if (id < 0) {
      return null;
    }
    OpenFile file = new OpenFile(this, id, pairs.memory(id), writable);
    file.memory.prepare();
    files.add(file);
    twin.sysfs().update(name, "available_instances", pairs.free());
    return file;
  }

  TwinQueue startQueue(int id, QueueMemory memory, int type, boolean restarted) {
    JobEngine engine = spec.driver().equals("hisi_zip") ? new ZipEngine(spec, type, streams) : new SecEngine(spec, type);
    TwinQueue queue = new TwinQueue(id, spec, memory, engine, counters, restarted);
    scheduler.add(queue);
    return queue;
  }

  /** Stops a queue: waits for it to drain, if it can. What is stuck then stays inside the device (ref 1.10, close). */
  void stopQueue(TwinQueue queue) {
    boolean empty = drain(queue);
    queue.lock.lock();
    try {
      if (!empty && queue.detach()) {
        LOG.log(System.Logger.Level.INFO, "twin {0}: queue {1} stopped with {2} jobs stuck", name, queue.id, queue.remaining());
        return;
      }
    } finally {
      queue.lock.unlock();
    }
    closeQueue(queue);
  }

  private boolean drain(TwinQueue queue) {
    long start = System.nanoTime();
    while (true) {
      queue.lock.lock();
      try {
        if (queue.remaining() == 0) {
          return true;
        }
        if (!queue.canDrain()) {
          return false;
        }
      } finally {
        queue.lock.unlock();
      }
      if (System.nanoTime() - start > DRAIN_NANOS) {
        return false;
      }
      if (!twin.config().manual()) {
        LockSupport.parkNanos(100_000);
      } else if (!scheduler.stepQueue(queue)) {
        return false;
      }
    }
  }

  /** Last reference gone: stop, give the pair back, and with the last queue of the device unbind the address space. */
  void release(OpenFile file) {
    if (file.state == OpenFile.State.ZOMBIE) {
      return;
    }
    file.put();
    file.state = OpenFile.State.ZOMBIE;
    files.remove(file);
    pairs.give(file.id);
    twin.sysfs().update(name, "available_instances", pairs.free());
    if (files.isEmpty()) {
      dropZombies();
      streams.clear();
    }
  }

  /** Ends every queue that no open file stands behind; taking its lock waits for a running step. */
  private void dropZombies() {
    List<TwinQueue> alive = files.stream().map(file -> file.queue).toList();
    for (TwinQueue queue : scheduler.queues()) {
      if (!alive.contains(queue)) {
        closeQueue(queue);
      }
    }
  }

  private void closeQueue(TwinQueue queue) {
    scheduler.remove(queue);
    locked(queue, each -> counters.droppedZombies.addAndGet(each.close()));
  }

  int references() {
    mutex.lock();
    try {
      return files.stream().mapToInt(OpenFile::references).sum();
    } finally {
      mutex.unlock();
    }
  }

  void shutDown() {
    scheduler.stop();
    timers.cancelAll();
    mutex.lock();
    try {
      files.forEach(file -> file.state = OpenFile.State.ZOMBIE);
      files.clear();
      for (TwinQueue queue : scheduler.queues()) {
        closeQueue(queue);
      }
      streams.clear();
      if (present) {
        present = false;
        pairs.closeAll();
      }
    } finally {
      mutex.unlock();
    }
  }
}
