package dev.doorbell.offload.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.doorbell.Breaker")
@Label("Breaker")
@Description("A device is barred, tried again, admitted, or given up for good")
final class BreakerEvent extends DoorbellEvent {
  @Label("Device")
  String device;

  @Label("Change")
  @Description("BARRED, TRIAL, ADMITTED or RETIRED")
  String change;

  @Label("Detail")
  @Description("Why, in words")
  String detail;

  @Label("Losses in a Row")
  @Description(
      "How often the device was lost, or could not be opened, before it had shown its" + " worth")
  int lossesInRow;

  private BreakerEvent(String device, String change, String detail, int lossesInRow) {
    this.device = device;
    this.change = change;
    this.detail = detail;
    this.lossesInRow = lossesInRow;
  }

  static void record(String device, String change, String detail, int lossesInRow) {
    new BreakerEvent(device, change, detail, lossesInRow).commit();
  }
}
