package dev.doorbell.offload;

import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingState;
import dev.doorbell.offload.binding.BindingStats;
import dev.doorbell.offload.binding.BindingThread;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.queue.BackoffIdle;
import dev.doorbell.offload.telemetry.JobLatency;
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
  }

  /** From here on queues are bound. */
  void start() {
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
              reason(stats, bound.engine().binding().device()),
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

  List<JobLatency> latencies() {
    return devices.stream().flatMap(bound -> bound.engine().latencies().stream()).toList();
  }

  int jobsInFlight() {
    return devices.stream().mapToInt(bound -> bound.engine().binding().jobsInFlight()).sum();
  }

  /** See {@link DeviceReport#reason()}. */
  private static String reason(BindingStats stats, Device device) {
    if (stats.state() == BindingState.ACTIVE) {
      return "";
    }
    return switch (stats.latestCause()) {
      case null -> stats.state() == BindingState.CLOSED ? "CLOSED" : "NOT_READY";
      case KNOWN_ANSWER -> "KNOWN_ANSWER_FAILED";
      case WRONG_ANSWER -> "RETIRED";
      case ISOLATED -> "ISOLATED";
      case OPEN_FAILED -> {
        if (stats.openErrno() == Errno.EBUSY || device.freeQueues() == 0) {
          yield "ALL_QUEUES_BUSY";
        }
        yield stats.openErrno() == Errno.EACCES ? "NO_PERMISSION" : "OPEN_FAILED";
      }
      case RESET, REMOVED, INCONSISTENT, TIMEOUT, DEVICE_ERRORS ->
          stats.state() == BindingState.QUARANTINED ? "BARRED" : "LOST";
    };
  }

  /**
   * Asks every bound device for known answers to all that it claims and was not asked yet. Blocks
   * for the deadline of each at most.
   */
  List<Ability> prove() {
    List<Ability> abilities = new ArrayList<>();
    for (Bound bound : devices) {
      QueueEngine engine = bound.engine();
      for (Operation operation : Operation.values()) {
        if (engine.binding().device().capability(operation) != null) {
          abilities.add(new Ability(engine.name(), operation, verdict(engine.prove(operation))));
        }
      }
    }
    return abilities;
  }

  private static Ability.Verdict verdict(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> Ability.Verdict.PROVEN;
      case Outcome.Faulted _ -> Ability.Verdict.WRONG;
      case Outcome.Rejected _ -> Ability.Verdict.WRONG;
      case Outcome.Busy _ -> Ability.Verdict.NOT_ASKED;
      case Outcome.Evicted _ -> Ability.Verdict.NOT_ASKED;
    };
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
