package dev.doorbell.offload.telemetry;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.doorbell.Quarantine")
@Label("Quarantine")
@Description("Memory of abandoned jobs is held back, or safe again")
final class QuarantineEvent extends DoorbellEvent {
  @Label("Device")
  String device;

  @Label("Change")
  @Description("HELD: the device may still write to it; RELEASED: it provably cannot any more")
  String change;

  @Label("Size")
  @Description("How much memory changed its state")
  @DataAmount
  long bytes;

  @Label("In Quarantine")
  @Description("How much of this device is held afterwards")
  @DataAmount
  long heldBytes;

  private QuarantineEvent(String device, String change, long bytes, long heldBytes) {
    this.device = device;
    this.change = change;
    this.bytes = bytes;
    this.heldBytes = heldBytes;
  }

  static void record(String device, String change, long bytes, long heldBytes) {
    new QuarantineEvent(device, change, bytes, heldBytes).commit();
  }
}
