package dev.doorbell.offload.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

@Name("dev.doorbell.Rebind")
@Label("Rebind")
@Description("New queues of a device gave the known answers and take jobs; the first ones, too")
final class RebindEvent extends DoorbellEvent {
  @Label("Device")
  String device;

  @Label("Generation")
  @Description("How often queues have been opened on the device, these included")
  long generation;

  @Label("Proven Operations")
  @Description(
      "Operations that gave the right known answer; others are proven before their first" + " job")
  int provenOperations;

  @Label("Away")
  @Description("Time since the device was lost, or first asked for")
  @Timespan(Timespan.NANOSECONDS)
  long awayNs;

  private RebindEvent(String device, long generation, int provenOperations, long awayNs) {
    this.device = device;
    this.generation = generation;
    this.provenOperations = provenOperations;
    this.awayNs = awayNs;
  }

  static void record(String device, long generation, int provenOperations, long awayNs) {
    new RebindEvent(device, generation, provenOperations, awayNs).commit();
  }
}
