package dev.doorbell.offload.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.doorbell.KnownAnswerFailure")
@Label("Known Answer Failure")
@Description(
    "A device gave a wrong known answer: the operation stays in software while these"
        + " queues live; or an error (DEVICE_ERROR): it is asked again later")
final class KnownAnswerFailureEvent extends DoorbellEvent {
  @Label("Device")
  String device;

  @Label("Operation")
  @Description("What was asked, such as AES_GCM")
  String operation;

  @Label("Outcome")
  @Description("What the device made of it; DONE: it claimed success")
  String outcome;

  private KnownAnswerFailureEvent(String device, String operation, String outcome) {
    this.device = device;
    this.operation = operation;
    this.outcome = outcome;
  }

  static void record(String device, String operation, String outcome) {
    new KnownAnswerFailureEvent(device, operation, outcome).commit();
  }
}
