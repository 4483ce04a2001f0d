package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.twin.TwinConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.BackoffIdle;
import dev.doorbell.offload.queue.IdleStrategy;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * One twin device with the production driver, engine and binding on it; the binding is maintained
 * by a thread or by the test.
 */
final class TwinRig implements AutoCloseable {
  private static final long MS = 1_000_000;

  final Twin twin;
  final TwinDevice device;
  final StagingPool pool = new StagingPool(64 << 20);
  final QueueEngine engine;
  private final BindingThread thread;

  /** How far the binding's clock is ahead: moved by tests in place of sleeping. */
  volatile long aheadNs;

  private boolean threaded;

  TwinRig(TwinDeviceSpec spec, FaultPlan faults, long deadlineFloorMs) {
    this(spec, faults, deadlineFloorMs, 1);
  }

  TwinRig(TwinDeviceSpec spec, FaultPlan faults, long deadlineFloorMs, int queuesPerType) {
    this(spec, faults, deadlineFloorMs, queuesPerType, new RebindPolicy(MS, 20 * MS, 32, 1000));
  }

  TwinRig(
      TwinDeviceSpec spec,
      FaultPlan faults,
      long deadlineFloorMs,
      int queuesPerType,
      RebindPolicy policy) {
    this(spec, faults, deadlineFloorMs, queuesPerType, policy, new BackoffIdle());
  }

  TwinRig(
      TwinDeviceSpec spec,
      FaultPlan faults,
      long deadlineFloorMs,
      int queuesPerType,
      RebindPolicy policy,
      IdleStrategy idle) {
    twin = Twin.start(TwinConfig.of(spec).withFaults(faults));
    device = twin.devices().getFirst();
    Device found =
        new HisiDriver(twin::systemCalls, new UacceSysfs(twin.sysfsRoot(), twin.deviceRoot()))
            .discover().stream()
                .filter(Finding.Usable.class::isInstance)
                .map(finding -> ((Finding.Usable) finding).device())
                .findFirst()
                .orElseThrow();
    thread = new BindingThread(found.name());
    BindingSettings settings =
        new BindingSettings(
            queuesPerType,
            64 << 20,
            policy,
            () -> System.nanoTime() + aheadNs,
            new SplittableRandom(1));
    engine =
        new QueueEngine(
            found,
            settings,
            pool,
            new DeadlinePolicy(deadlineFloorMs * MS, 10_000 * MS),
            idle,
            () -> {
              if (threaded) {
                thread.wakeUp();
              }
            });
  }

  static TwinRig sec(FaultPlan faults) {
    return new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), faults, 50).threaded().ready();
  }

  /** For tests without faults: here a missed deadline would only say that the machine is busy. */
  static TwinRig patient() {
    return new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), FaultPlan.NONE, 10_000)
        .threaded()
        .ready();
  }

  static TwinRig zip(FaultPlan faults) {
    return new TwinRig(TwinDeviceSpec.of("hisi_zip", 3), faults, 100).threaded().ready();
  }

  TwinRig threaded() {
    threaded = true;
    thread.start(engine.binding());
    return this;
  }

  TwinRig ready() {
    try {
      if (!engine.binding().awaitActive(10_000 * MS)) {
        throw new AssertionError(
            "not active within 10 s: " + engine.binding().stats() + " " + engine.status());
      }
      return this;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The binding by hand: once around the loop of the thread that this rig then has not. */
  void maintain() {
    engine.binding().maintain();
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 10_000 * MS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 10 s: " + what);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    engine.binding().beginClose();
    if (threaded) {
      await("binding closed", engine.binding()::isClosed);
    } else {
      await(
          "binding closed by hand",
          () -> {
            engine.binding().maintain();
            return engine.binding().isClosed();
          });
    }
    twin.close();
  }
}
