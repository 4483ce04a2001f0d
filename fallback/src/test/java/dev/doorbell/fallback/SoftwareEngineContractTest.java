package dev.doorbell.fallback;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.Job;

/** The contract over the software engine, which takes every job. */
class SoftwareEngineContractTest extends EngineContract {
  private final Engine software = new SoftwareEngines().softwareEngine();

  @Override
  Engine engineFor(Job job) {
    return software;
  }
}
