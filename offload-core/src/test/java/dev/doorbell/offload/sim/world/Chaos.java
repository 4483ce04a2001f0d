package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.binding.EvictionCause;
import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.StepEvent;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.posix.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong in a run: faults of a job, decided when the device takes it up, and faults of the
 * environment, which strike between any two steps of anybody. Keeps account of what each fault may
 * lead to, so that a loss without a reason is seen.
 */
final class Chaos {
  private enum Blow {
    RESET_QUEUE,
    RESET_DEVICE,
    UNBIND,
    UNBIND_FOR_LONG,
    DELAY,
    HOLD,
    REMOVE,
    ISOLATE,
    FAIL_OPEN,
    FAIL_START,
    FAIL_MAP,
    FOREIGN_USER,
    TIME_LEAP
  }

  private record Timer(long dueNs, Runnable action) {}

  private static final FaultKind[] JOB_FAULTS = {
    FaultKind.LOSE,
    FaultKind.DUPLICATE,
    FaultKind.DUPLICATE,
    FaultKind.BAD_HEAD,
    FaultKind.BAD_HEAD,
    FaultKind.ERROR,
    FaultKind.BAD_PHASE,
    FaultKind.BAD_HEAD,
    FaultKind.TOO_LONG,
    FaultKind.RESET,
    FaultKind.DELAY
  };

  private final World world;
  private final Plan plan;
  private final List<Timer> timers = new ArrayList<>();
  private final Set<EvictionCause> explained = EnumSet.noneOf(EvictionCause.class);
  private final Map<FaultKind, Long> jobFaults = new EnumMap<>(FaultKind.class);
  private final Map<Blow, Long> blows = new EnumMap<>(Blow.class);

  /** Half of what strikes in a run is of one kind: rare combinations come together then. */
  private final FaultKind favouriteFault;

  private final Blow favouriteBlow;
  private int left;
  private boolean over;

  Chaos(World world, Plan plan) {
    this.world = world;
    this.plan = plan;
    left = plan.faults();
    favouriteFault = JOB_FAULTS[world.random().nextInt(JOB_FAULTS.length)];
    favouriteBlow = Blow.values()[world.random().nextInt(Blow.values().length)];
  }

  private void explain(EvictionCause... causes) {
    explained.addAll(List.of(causes));
    // Whatever strikes during the known answers makes them fail.
    explained.add(EvictionCause.KNOWN_ANSWER);
  }

  /** Invariant: no queue is lost without a fault that explains it. */
  boolean explains(EvictionCause cause) {
    return explained.contains(cause);
  }

  /** The fault for this step of the device's. */
  Fault onStep(StepEvent event) {
    if (over
        || plan.jobFaultOneOf() == 0
        || world.random().nextInt(plan.jobFaultOneOf() * Step.values().length) != 0) {
      return Fault.NONE;
    }
    FaultKind kind =
        world.random().nextBoolean()
            ? favouriteFault
            : JOB_FAULTS[world.random().nextInt(JOB_FAULTS.length)];
    if (event.step().compareTo(kind.latestStep()) > 0) {
      return Fault.NONE;
    }
    jobFaults.merge(kind, 1L, Long::sum);
    switch (kind) {
      case LOSE, BAD_PHASE ->
          // What was overtaken stays in the ring and may look like the next lap's.
          explain(EvictionCause.TIMEOUT, EvictionCause.INCONSISTENT);
      case DUPLICATE, BAD_HEAD -> explain(EvictionCause.INCONSISTENT, EvictionCause.TIMEOUT);
      case ERROR, TOO_LONG -> explain(EvictionCause.DEVICE_ERRORS);
      case RESET -> explain(EvictionCause.RESET);
      default -> explain(EvictionCause.TIMEOUT);
    }
    return switch (kind) {
      case BAD_HEAD -> Fault.badHead(world.random().nextInt(-1, world.depth(event.device())));
      case DELAY -> Fault.lasting(kind, Duration.ofNanos(world.random().nextLong(1, 20_000_000)));
      default -> Fault.of(kind);
    };
  }

  /** At every turn of the scheduler. */
  void turn() {
    if (!timers.isEmpty()) {
      fire();
    }
    if (left > 0 && !over && world.random().nextInt(plan.faultOneOf()) == 0) {
      left--;
      List<TwinDevice> devices = world.devices();
      strike(
          world.random().nextBoolean()
              ? favouriteBlow
              : Blow.values()[world.random().nextInt(Blow.values().length)],
          devices.get(world.random().nextInt(devices.size())));
    }
  }

  private void fire() {
    for (int i = 0; i < timers.size(); i++) {
      if (world.now() - timers.get(i).dueNs() >= 0) {
        timers.remove(i).action().run();
        return;
      }
    }
  }

  long nextTimerNs() {
    long next = Long.MAX_VALUE;
    for (Timer timer : timers) {
      next = Math.min(next, timer.dueNs());
    }
    return next;
  }

  private void later(Runnable action) {
    timers.add(new Timer(world.now() + world.random().nextLong(1, 8_000_000), action));
  }

  private void strike(Blow blow, TwinDevice device) {
    blows.merge(blow, 1L, Long::sum);
    world.trace(1_000_000 + blow.ordinal());
    switch (blow) {
      case RESET_QUEUE ->
          onQueue(
              device,
              queue -> {
                explain(EvictionCause.RESET);
                device.reset(queue);
              });
      case RESET_DEVICE -> {
        if (device.isPresent()) {
          explain(EvictionCause.RESET);
          device.resetDevice();
          later(device::finishReset);
        }
      }
      case UNBIND, UNBIND_FOR_LONG ->
          onQueue(
              device,
              queue -> {
                explain(EvictionCause.TIMEOUT);
                device.unbind(queue);
                if (blow == Blow.UNBIND) {
                  later(() -> ifThere(() -> device.rebind(queue)));
                } else {
                  timers.add(new Timer(Long.MAX_VALUE, () -> ifThere(() -> device.rebind(queue))));
                }
              });
      case DELAY ->
          onQueue(
              device,
              queue -> {
                explain(EvictionCause.TIMEOUT);
                device.delay(queue, Duration.ofNanos(world.random().nextLong(1, 20_000_000)));
              });
      case HOLD ->
          onQueue(
              device,
              queue -> {
                explain(EvictionCause.TIMEOUT);
                device.hold(queue);
                later(() -> ifThere(() -> device.release(queue)));
              });
      case REMOVE -> {
        if (device.isPresent()) {
          explain(EvictionCause.REMOVED);
          String name = device.name();
          device.remove();
          world.kernel().removed(device, name);
          later(world.random().nextBoolean() ? device::readd : device::readdRenamed);
        }
      }
      case ISOLATE -> {
        explain(EvictionCause.ISOLATED);
        device.isolate(true);
        later(() -> device.isolate(false));
      }
      case FAIL_OPEN -> {
        device.failOpen(Errno.EBUSY);
        later(() -> device.failOpen(0));
      }
      case FAIL_START -> {
        device.failStart(Errno.EBUSY);
        later(() -> device.failStart(0));
      }
      case FAIL_MAP -> {
        device.failMap(Errno.ENOMEM);
        later(() -> device.failMap(0));
      }
      case FOREIGN_USER -> {
        int fd = world.openAsStranger(device);
        if (fd >= 0) {
          later(() -> world.closeAsStranger(fd));
        }
      }
      case TIME_LEAP -> {
        // Everybody stands still for a while, as in a long collection of garbage.
        explain(EvictionCause.TIMEOUT);
        world.leap(world.random().nextLong(1, 30_000_000));
      }
    }
  }

  private void onQueue(TwinDevice device, java.util.function.IntConsumer action) {
    int[] queues = device.queues();
    if (queues.length > 0) {
      action.accept(queues[world.random().nextInt(queues.length)]);
    }
  }

  private static void ifThere(Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException gone) {
      // The queue has ended meanwhile.
    }
  }

  /** No more faults, and those that last are undone: from here on all has to become well. */
  void end() {
    over = true;
    List<Timer> open = List.copyOf(timers);
    timers.clear();
    open.forEach(timer -> timer.action().run());
  }

  void count(Map<String, Long> into) {
    jobFaults.forEach((kind, n) -> into.merge("job fault " + kind, n, Long::sum));
    blows.forEach((blow, n) -> into.merge("fault " + blow, n, Long::sum));
  }
}
