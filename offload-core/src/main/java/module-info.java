/** Jobs, routing, queues, drivers and the software twin. */
module dev.doorbell.offload {
  // Not transitive: a module that reads this one needs no JSpecify, not even to be compiled.
  requires static org.jspecify;

  exports dev.doorbell.offload;
  exports dev.doorbell.offload.job;
  exports dev.doorbell.offload.engine;
  exports dev.doorbell.offload.device.twin;
  exports dev.doorbell.offload.sequences;
  exports dev.doorbell.offload.telemetry;

  uses dev.doorbell.offload.engine.EngineProvider;
}
