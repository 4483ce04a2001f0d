package dev.doorbell.offload.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.doorbell.Eviction")
@Label("Eviction")
@Description("A device's queues are given up; jobs go on in software")
final class EvictionEvent extends DoorbellEvent {
  @Label("Device")
  String device;

  @Label("Cause")
  @Description(
      "RESET, REMOVED, INCONSISTENT, TIMEOUT, ISOLATED, DEVICE_ERRORS, KNOWN_ANSWER or"
          + " WRONG_ANSWER")
  String cause;

  @Label("Generation")
  @Description("How often queues had been opened on the device, these included")
  long generation;

  @Label("Completed Jobs")
  @Description("Jobs that these queues had answered")
  long completedJobs;

  @Label("Losses in a Row")
  @Description(
      "How often the device was lost before it had shown its worth; from the sixth on it"
          + " is barred")
  int lossesInRow;

  private EvictionEvent(
      String device, String cause, long generation, long completedJobs, int lossesInRow) {
    this.device = device;
    this.cause = cause;
    this.generation = generation;
    this.completedJobs = completedJobs;
    this.lossesInRow = lossesInRow;
  }

  static void record(
      String device, String cause, long generation, long completedJobs, int lossesInRow) {
    new EvictionEvent(device, cause, generation, completedJobs, lossesInRow).commit();
  }
}
