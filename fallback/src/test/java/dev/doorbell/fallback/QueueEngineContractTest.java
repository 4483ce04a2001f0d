package dev.doorbell.fallback;

import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingThread;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.BackoffIdle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract over the production queue engine, on the twin's devices of both hardware versions.
 */
class QueueEngineContractTest extends EngineContract {
  private static final long SECOND = 1_000_000_000L;
  private static final List<QueueEngine> ENGINES = new ArrayList<>();
  private static Twin twin;

  @BeforeAll
  static void open() throws InterruptedException {
    twin = Twin.parse("hisi_zip:3,hisi_sec2:3", "");
    StagingPool pool = new StagingPool(64 << 20);
    for (Finding finding :
        new HisiDriver(twin::systemCalls, new UacceSysfs(twin.sysfsRoot(), twin.deviceRoot()))
            .discover()) {
      if (finding instanceof Finding.Usable usable) {
        BindingThread thread = new BindingThread(finding.name());
        BindingSettings settings =
            new BindingSettings(
                1, 64 << 20, RebindPolicy.DEFAULT, System::nanoTime, new SplittableRandom(1));
        // No fault is injected here: a deadline only says that the machine is busy.
        DeadlinePolicy patient = new DeadlinePolicy(10 * SECOND, 20 * SECOND);
        QueueEngine engine =
            new QueueEngine(
                usable.device(), settings, pool, patient, new BackoffIdle(), thread::wakeUp);
        thread.start(engine.binding());
        if (!engine.binding().awaitActive(20 * SECOND)) {
          throw new AssertionError("not active: " + engine.status());
        }
        ENGINES.add(engine);
      }
    }
  }

  @AfterAll
  static void close() {
    ENGINES.forEach(engine -> engine.binding().beginClose());
    ENGINES.clear();
    twin.close();
  }

  @Override
  Engine engineFor(Job job) {
    // With less room a device may say that it is too little, where another engine makes it.
    if (job instanceof DeflateJob
        && job.output().byteSize() < DeflateJob.outputBound(job.input().byteSize())) {
      return null;
    }
    for (QueueEngine engine : ENGINES) {
      if (engine.capability(job.operation()) != null && engine.accepts(job)) {
        return engine;
      }
    }
    return null;
  }
}
