package dev.doorbell.offload.hostile;

import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingState;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.StepEvent;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.twin.TwinConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.IdleStrategy;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The production driver on a twin, all on the caller's thread: the device works while the caller
 * idles, and what a test scribbles over the rings is there before the caller looks again.
 */
final class HostileRig implements AutoCloseable {
  static final int DEPTH = 8;
  private static final long MS = 1_000_000;
  private static final byte CANARY = 0x2A;

  final Twin twin;
  final TwinDevice device;
  final InterposedCalls calls;
  final StagingPool pool = new StagingPool(64 << 20);
  final QueueEngine engine;
  private final List<Staging> canaries = new ArrayList<>();
  private long nowNs = 1;

  /** What the device does beside its work, once: gets the rings and the number of the last slot. */
  private Consumer<InterposedCalls.Rings> malice = rings -> {};

  private InterposedCalls.Rings latest = new InterposedCalls.Rings();

  HostileRig(TwinDeviceSpec spec) {
    this(spec, 16 << 20);
  }

  HostileRig(TwinDeviceSpec spec, long quarantineMaxBytes) {
    twin =
        Twin.start(
            new TwinConfig(List.of(spec.withDepth(DEPTH)), FaultPlan.NONE, true, () -> nowNs));
    device = twin.devices().getFirst();
    calls = new InterposedCalls(twin.systemCalls());
    Device found =
        new HisiDriver(() -> calls, new UacceSysfs(twin.sysfsRoot(), twin.deviceRoot()))
            .discover().stream()
                .filter(Finding.Usable.class::isInstance)
                .map(finding -> ((Finding.Usable) finding).device())
                .findFirst()
                .orElseThrow();
    BindingSettings settings =
        new BindingSettings(
            1,
            quarantineMaxBytes,
            new RebindPolicy(MS, 20 * MS, 32, 1000),
            () -> nowNs,
            new SplittableRandom(1));
    engine =
        new QueueEngine(
            found,
            settings,
            pool,
            new DeadlinePolicy(10 * MS, 1000 * MS),
            new DevicesTurn(),
            () -> {});
    // Slabs of other owners, beside those of the jobs.
    for (int i = 0; i < 8; i++) {
      Staging staging = pool.acquire(StagingPool.SMALLEST_BYTES << i % 2);
      if (staging == null) {
        throw new AssertionError("no slab");
      }
      staging.use(staging.sizeBytes());
      staging.memory().fill(CANARY);
      canaries.add(staging);
    }
  }

  private final class DevicesTurn implements IdleStrategy {
    @Override
    public void idle(int round) {
      nowNs += MS;
      InterposedCalls.Rings last = works();
      if (last != null) {
        latest = last;
        Consumer<InterposedCalls.Rings> now = malice;
        malice = rings -> {};
        now.accept(last);
      }
    }

    @Override
    public boolean spins(int round) {
      return true;
    }

    @Override
    public boolean parks(int round) {
      return false;
    }
  }

  /** The device does all that it was given; the rings of the last completion, or null. */
  private InterposedCalls.@Nullable Rings works() {
    InterposedCalls.Rings last = null;
    for (var event = device.step(); event.isPresent(); event = device.step()) {
      StepEvent step = event.get();
      if (step.step() == Step.COMPLETED) {
        last = calls.rings(step.queue());
        if (last != null) {
          last.completions++;
        }
      }
    }
    return last;
  }

  /** Nanoseconds on the rig's clock, from 1 on; each turn of the device takes a millisecond. */
  long nowNs() {
    return nowNs;
  }

  /** At the end of the next job, before its caller looks into the rings. */
  void next(Consumer<InterposedCalls.Rings> scribble) {
    malice = scribble;
  }

  /**
   * Now, between two jobs, on the queue of the last job, if that is still open. A descriptor that
   * its caller gave up is worked on before: with another address in it, the twin would end the JVM.
   */
  void now(Consumer<InterposedCalls.Rings> scribble) {
    works();
    if (calls.isOpen(latest)) {
      scribble.accept(latest);
    }
  }

  /** Maintains the binding until it is active. */
  void recover() {
    malice = rings -> {};
    for (int i = 0; i < 1000; i++) {
      if (state() == BindingState.ACTIVE) {
        return;
      }
      nowNs += 5 * MS;
      engine.binding().maintain();
    }
    throw new AssertionError(
        "never active again: " + engine.binding().stats() + ", " + engine.status());
  }

  /** One round of maintenance, {@code ms} later. */
  void maintain(long ms) {
    nowNs += ms * MS;
    engine.binding().maintain();
  }

  BindingState state() {
    return engine.binding().stats().state();
  }

  /** Bytes that jobs and quarantine hold: the canaries are the rig's own. */
  long lentBytes() {
    return pool.lentBytes() - canaries.stream().mapToLong(Staging::sizeBytes).sum();
  }

  boolean canariesLive() {
    for (Staging staging : canaries) {
      for (long i = 0; i < staging.sizeBytes(); i++) {
        if (staging.memory().get(ValueLayout.JAVA_BYTE, i) != CANARY) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    calls.refusal = site -> 0;
    engine.binding().beginClose();
    for (int i = 0; i < 1000 && !engine.binding().isClosed(); i++) {
      maintain(5);
    }
    canaries.forEach(pool::release);
    pool.close();
    twin.close();
  }
}
