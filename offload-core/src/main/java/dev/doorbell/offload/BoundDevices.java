package dev.doorbell.offload;

import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingStats;
import dev.doorbell.offload.binding.BindingThread;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.BackoffIdle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The devices that this process has taken, each with its engine and the thread that maintains its
 * binding.
 */
final class BoundDevices implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BoundDevices.class.getName());
  private static final long CLOSE_TIMEOUT_NS = 15_000_000_000L;

  private final StagingPool pool;
  private final List<Bound> devices = new ArrayList<>();
  private final List<DeviceReport> unusable = new ArrayList<>();

  private record Bound(QueueEngine engine, BindingThread thread) {}

  BoundDevices(OffloadConfig config, List<Finding> findings) {
    pool = new StagingPool(config.stagingMaxBytes());
    for (Finding finding : findings) {
      switch (finding) {
        case Finding.Usable usable -> take(config, usable.device());
        case Finding.Unusable no ->
            unusable.add(DeviceReport.unusable(no.name(), no.reason().name(), no.detail()));
      }
    }
    devices.forEach(BoundDevices::start);
  }

  /** A process without room for one more thread keeps its software. */
  private static void start(Bound bound) {
    try {
      bound.thread().start(bound.engine().binding());
    } catch (OutOfMemoryError noThread) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} stays unused, its thread cannot be started: {1}",
          bound.engine().name(),
          noThread.toString());
      bound.engine().binding().beginClose();
    }
  }

  private void take(OffloadConfig config, Device device) {
    BindingThread thread = new BindingThread(device.name());
    BindingSettings settings =
        new BindingSettings(
            config.queuesPerType(),
            config.quarantineMaxBytes(),
            RebindPolicy.DEFAULT.withToleratedLosses(config.rebindLosses()),
            System::nanoTime,
            new SplittableRandom());
    DeadlinePolicy deadlines =
        new DeadlinePolicy(config.deadlineFloorNs(), config.deadlineCeilingNs());
    devices.add(
        new Bound(
            new QueueEngine(device, settings, pool, deadlines, new BackoffIdle(), thread::wakeUp),
            thread));
  }

  List<Engine> engines() {
    return devices.stream().map(bound -> (Engine) bound.engine()).toList();
  }

  boolean awaitActive(long timeoutNs) throws InterruptedException {
    long end = System.nanoTime() + timeoutNs;
    boolean all = true;
    for (Bound bound : devices) {
      all &= bound.engine().binding().awaitActive(Math.max(0, end - System.nanoTime()));
    }
    return all;
  }

  List<DeviceReport> reports() {
    List<DeviceReport> reports = new ArrayList<>();
    for (Bound bound : devices) {
      BindingStats stats = bound.engine().binding().stats();
      Map<String, Long> evictions = new LinkedHashMap<>();
      stats.evictions().forEach((cause, count) -> evictions.put(cause.name(), count));
      reports.add(
          new DeviceReport(
              stats.device(),
              stats.state().name(),
              bound.engine().status().detail(),
              stats.generation(),
              evictions,
              stats.rebinds(),
              stats.abandonedJobs(),
              stats.quarantinedBytes(),
              stats.highestQuarantinedBytes()));
    }
    reports.addAll(unusable);
    return reports;
  }

  /** Bytes that jobs in flight and quarantines hold. */
  long lentBytes() {
    return pool.lentBytes();
  }

  /**
   * Gives all queues back, after the jobs in flight have ended. What stays in a quarantine stays
   * mapped for the life of the process.
   */
  @Override
  public void close() {
    devices.forEach(bound -> bound.engine().binding().beginClose());
    long end = System.nanoTime() + CLOSE_TIMEOUT_NS;
    boolean interrupted = false;
    for (Bound bound : devices) {
      interrupted |= !joined(bound, end);
    }
    pool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for one device's end; false when this thread was interrupted meanwhile, which does not
   * cut the wait short for safety's sake.
   */
  private static boolean joined(Bound bound, long end) {
    boolean undisturbed = true;
    while (true) {
      try {
        bound.thread().join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        return undisturbed;
      } catch (InterruptedException e) {
        undisturbed = false;
      }
    }
  }
}
