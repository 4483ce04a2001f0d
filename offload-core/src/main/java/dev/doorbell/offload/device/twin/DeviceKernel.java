package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.LinuxCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel keeps for one device: its presence, queue pairs, open files, and the end of
 * queues and of the address-space binding. The binding lasts as long as any file is open. All
 * methods are called under {@link #mutex}, the kernel's one mutex per device (ref 1.5).
 */
final class DeviceKernel {
  private static final System.Logger LOG = System.getLogger("dev.doorbell.twin");

  /**
   * How long the kernel waits for a queue to drain: 1000 looks of 100 to 200 microseconds (ref
   * 1.10).
   */
  private static final long DRAIN_NANOS = 200_000_000;

  private final Twin twin;
  private final TwinDeviceSpec spec;
  private final LinuxCalls linux;
  private final TwinCounters counters;
  private final Scheduler scheduler;
  private final InflateStreams streams = new InflateStreams();
  private final List<OpenFile> files = new ArrayList<>();
  final ReentrantLock mutex;
  volatile String name;
  volatile boolean present;
  int number;
  boolean resetting;
  int openErrno;
  int startErrno;
  int mapErrno;
  private QueuePairs pairs;

  DeviceKernel(
      Twin twin,
      TwinDeviceSpec spec,
      LinuxCalls linux,
      ReentrantLock mutex,
      TwinCounters counters,
      Scheduler scheduler) {
    this.twin = twin;
    this.spec = spec;
    this.linux = linux;
    this.mutex = mutex;
    this.counters = counters;
    this.scheduler = scheduler;
    appear(0);
  }

  TwinDeviceSpec spec() {
    return spec;
  }

  void appear(int leastNumber) {
    number = twin.takeNumber(leastNumber);
    name = spec.driver() + "-" + number;
    pairs = new QueuePairs(linux, spec, name);
    resetting = false;
    twin.sysfs().add(name, number, spec, linux.pageSize());
    present = true;
  }

  void disappear() {
    present = false;
    closeEverything();
    twin.sysfs().remove(name);
    twin.giveNumber(number);
    pairs.truncateAll();
  }

  void shutDown() {
    closeEverything();
    if (present) {
      present = false;
      pairs.closeAll();
    }
  }

  private void closeEverything() {
    files.forEach(OpenFile::orphan);
    files.clear();
    for (TwinQueue queue : scheduler.queues()) {
      closeQueue(queue);
    }
    streams.clear();
  }

  void beginReset() {
    resetting = true;
    files.forEach(file -> file.memory.stopSubmitting());
    dropZombies();
    for (TwinQueue queue : scheduler.queues()) {
      queue.locked(TwinQueue::kill);
    }
    // Only now that no step is running: RX = 1 tells the driver that nothing more will come.
    files.forEach(file -> file.memory.stopReceiving());
  }

  int[] startedQueues() {
    return files.stream().filter(file -> file.queue != null).mapToInt(file -> file.id).toArray();
  }

  /** The errno with which open fails now, 0 if it does not. */
  int refuseOpen() {
    if (!present) {
      return Errno.ENODEV;
    }
    return openErrno != 0 ? openErrno : resetting ? Errno.EPERM : 0;
  }

  int refuseStart() {
    return resetting ? Errno.EPERM : startErrno;
  }

  /** Reserves a queue pair; null if none is free. */
  @Nullable OpenFile openQueue(boolean writable) {
    int id = pairs.take();
    if (id < 0) {
      return null;
    }
    OpenFile file = new OpenFile(this, id, pairs.memory(id), writable);
    file.memory.prepare();
    files.add(file);
    twin.sysfs().hint(name, "available_instances", pairs.free());
    return file;
  }

  TwinQueue startQueue(int id, QueueMemory memory, int type, boolean restarted) {
    JobEngine engine =
        spec.driver().equals("hisi_zip")
            ? new ZipEngine(spec, type, streams)
            : new SecEngine(spec, type);
    TwinQueue queue = new TwinQueue(id, spec, memory, engine, counters, restarted);
    scheduler.add(queue);
    return queue;
  }

  /**
   * Stops a queue: waits for it to drain, if it can. What is stuck then stays inside the device
   * (ref 1.10, close).
   */
  void stopQueue(TwinQueue queue) {
    boolean empty = drain(queue);
    queue.lock.lock();
    try {
      if (!empty && queue.detach()) {
        LOG.log(
            System.Logger.Level.DEBUG,
            "twin {0}: queue {1} stopped with {2} jobs stuck",
            name,
            queue.id,
            queue.remaining());
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

  /**
   * Last reference gone: stop, give the pair back, and with the last queue of the device unbind the
   * address space.
   */
  void release(OpenFile file) {
    if (file.state == OpenFile.State.ZOMBIE) {
      return;
    }
    file.put();
    file.orphan();
    files.remove(file);
    pairs.give(file.id);
    twin.sysfs().hint(name, "available_instances", pairs.free());
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
    queue.locked(each -> counters.droppedZombies.addAndGet(each.close()));
  }

  int references() {
    return files.stream().mapToInt(OpenFile::references).sum();
  }
}
