package dev.doorbell.offload.telemetry;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;

@Name("dev.doorbell.Job")
@Label("Job")
@Description(
    "A job from its routing to its answer; by default those of 10 ms and more, at most"
        + " 100 per second")
@Threshold("10 ms")
@Throttle("100/s")
final class JobEvent extends DoorbellEvent {
  /** Asked whether jobs are recorded, so that asking makes no object. */
  private static final JobEvent PROBE = new JobEvent();

  @Label("Engine")
  @Description("Who gave the answer: a device, or software")
  String engine = "";

  @Label("Operation")
  @Description("What was to be done, such as AES_GCM")
  String operation = "";

  @Label("Reason")
  @Description("Why this engine: PREFERRED on a device, else why software")
  String reason = "";

  @Label("Outcome")
  @Description("DONE, or why the input was rejected")
  String outcome = "";

  @Label("Input")
  @Description("Size of the job's input")
  @DataAmount
  long inputBytes;

  @Label("Output")
  @Description("Size of what was produced; 0 without success")
  @DataAmount
  long outputBytes;

  static boolean isWanted() {
    return PROBE.isEnabled();
  }
}
