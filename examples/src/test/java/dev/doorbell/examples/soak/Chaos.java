package dev.doorbell.examples.soak;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.TwinDevice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** A thread that breaks a twin's devices in every way, one after the other, and mends them. */
final class Chaos implements AutoCloseable {
  private static final long MS = 1_000_000;
  private static final int EBUSY = 16;
  private static final int ENOMEM = 12;
  private static final int EIO = 5;

  private final Offload offload;
  private final List<TwinDevice> devices;
  private final SplittableRandom random;
  private final int mostPauseMs;
  private final Map<String, Integer> applied = new TreeMap<>();
  private final Thread thread;
  private volatile boolean over;

  /**
   * @param mostPauseMs between two faults: long enough that a device comes back and works
   */
  Chaos(Offload offload, long seed, int mostPauseMs) {
    this.offload = offload;
    devices = offload.twin().orElseThrow().devices();
    this.mostPauseMs = mostPauseMs;
    random = new SplittableRandom(seed);
    thread = Thread.ofPlatform().daemon().name("chaos").start(this::run);
  }

  private void run() {
    while (!over) {
      int index = random.nextInt(devices.size());
      TwinDevice device = devices.get(index);
      FaultKind[] kinds = FaultKind.values();
      int pick = random.nextInt(kinds.length + 4);
      if (!offload.devices().get(index).state().equals("ACTIVE")) {
        // Not back yet: faults are for devices that work.
        pause(1);
        continue;
      }
      String name;
      try {
        name =
            pick < kinds.length ? strike(device, kinds[pick]) : refuse(device, pick - kinds.length);
      } catch (IllegalArgumentException queueIsGone) {
        continue;
      }
      applied.merge(name, 1, Integer::sum);
      pause(random.nextInt(mostPauseMs));
    }
    devices.forEach(Chaos::mend);
  }

  private String strike(TwinDevice device, FaultKind kind) {
    int[] queues = device.queues();
    if (queues.length == 0) {
      throw new IllegalArgumentException("lost meanwhile");
    }
    int queue = queues[random.nextInt(queues.length)];
    switch (kind) {
      // Only formats with a checksum can show it: CorruptOutputTest.
      case CORRUPT -> throw new IllegalArgumentException("not here");
      case RESET -> device.reset(queue);
      case RESET_DEVICE -> {
        device.resetDevice();
        pause(2);
        device.finishReset();
      }
      case REMOVE -> {
        device.remove();
        pause(2);
        if (random.nextBoolean()) {
          device.readd();
        } else {
          device.readdRenamed();
        }
      }
      case UNBIND -> {
        device.unbind(queue);
        pause(100);
        try {
          device.rebind(queue);
        } catch (IllegalArgumentException closedMeanwhile) {
          // Its jobs were dropped with it.
        }
      }
      case ISOLATE -> {
        device.isolate(true);
        device.reset(queue);
        pause(5);
        device.isolate(false);
      }
      case DELAY -> device.delay(queue, Duration.ofMillis(5 + random.nextInt(20)));
      case LOSE, DUPLICATE, ERROR, BAD_PHASE, BAD_HEAD, TOO_LONG -> {
        Step[] steps = Step.values();
        device.injectNext(
            queue, steps[random.nextInt(kind.latestStep().ordinal() + 1)], Fault.of(kind));
      }
    }
    return kind.name();
  }

  /** The kernel refuses: seen only where a queue is taken, so one is taken away first. */
  private String refuse(TwinDevice device, int call) {
    for (int queue : device.queues()) {
      device.reset(queue);
    }
    switch (call) {
      case 0 -> device.failOpen(EBUSY);
      case 1 -> device.failStart(EIO);
      case 2 -> device.failMap(ENOMEM);
      default -> device.failOpen(ENOMEM);
    }
    pause(5);
    mendCalls(device);
    return "REFUSED_CALLS";
  }

  private static void mendCalls(TwinDevice device) {
    device.failOpen(0);
    device.failStart(0);
    device.failMap(0);
  }

  private static void mend(TwinDevice device) {
    mendCalls(device);
    device.finishReset();
    device.readd();
    device.isolate(false);
    for (int queue : device.queues()) {
      try {
        device.rebind(queue);
        device.release(queue);
      } catch (IllegalArgumentException closedMeanwhile) {
        // Nothing to mend.
      }
    }
  }

  private static void pause(long ms) {
    long until = System.nanoTime() + ms * MS;
    for (long left = ms * MS; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Ends the faults and mends the devices; what was done, by kind. */
  Map<String, Integer> end() throws InterruptedException {
    over = true;
    thread.join();
    return applied;
  }

  @Override
  public void close() throws InterruptedException {
    end();
  }
}
