package dev.doorbell.offload.telemetry;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

@Name("dev.doorbell.Fallback")
@Label("Fallback")
@Description(
    "A job goes to software because of a queue's state, not by a rule; by default at most"
        + " 100 per second")
@Throttle("100/s")
final class FallbackEvent extends DoorbellEvent {
  private static final FallbackEvent PROBE = new FallbackEvent(null, "", "", 0);

  @Label("Device")
  @Description("The device that had the job and gave no answer; none where no device got it")
  @Nullable String device;

  @Label("Operation")
  @Description("What was to be done, such as AES_GCM")
  String operation;

  @Label("Reason")
  @Description("SPILL, EVICTED, QUARANTINED, FAULTED, or UNSUPPORTED after a wrong known answer")
  String reason;

  @Label("Input")
  @Description("Size of the job's input")
  @DataAmount
  long inputBytes;

  private FallbackEvent(@Nullable String device, String operation, String reason, long inputBytes) {
    this.device = device;
    this.operation = operation;
    this.reason = reason;
    this.inputBytes = inputBytes;
  }

  static void record(@Nullable String device, String operation, String reason, long inputBytes) {
    if (PROBE.isEnabled()) {
      new FallbackEvent(device, operation, reason, inputBytes).commit();
    }
  }
}
