/** Jobs, routing, queues, drivers and the software twin. */
@SuppressWarnings(
    "requires-automatic") // HdrHistogram names no module; its file's name is ours to rely on.
module dev.doorbell.offload {
  // Not transitive: a module that reads this one needs no JSpecify, not even to be compiled.
  requires static org.jspecify;
  // Telemetry, each absent where it is not: an image made by jlink need not have them. Whoever
  // starts
  // a recording or a JMX agent with the JVM has the module resolved by that very option.
  requires static jdk.jfr;
  requires static java.management;
  requires static HdrHistogram;

  exports dev.doorbell.offload;
  exports dev.doorbell.offload.job;
  exports dev.doorbell.offload.engine;
  exports dev.doorbell.offload.device.twin;
  exports dev.doorbell.offload.sequences;
  exports dev.doorbell.offload.telemetry;

  uses dev.doorbell.offload.engine.EngineProvider;
}
