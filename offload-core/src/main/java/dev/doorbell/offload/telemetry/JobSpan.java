package dev.doorbell.offload.telemetry;

import org.jspecify.annotations.Nullable;

/** One job's time from routing to answer, for recordings that ask for jobs. One thread. */
@SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
public final class JobSpan {
  private final JobEvent event = new JobEvent();

  private JobSpan() {
    event.begin();
  }

  /** Null, without having made anything, unless a recording asks for jobs. */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  public static @Nullable JobSpan begin() {
    return FlightEvents.isOn() && JobEvent.isWanted() ? new JobSpan() : null;
  }

  /** The job is answered; whether it is recorded depends on threshold and throttle. */
  public void end(
      String engine,
      String operation,
      String reason,
      String outcome,
      long inputBytes,
      long outputBytes) {
    event.end();
    if (event.shouldCommit()) {
      event.engine = engine;
      event.operation = operation;
      event.reason = reason;
      event.outcome = outcome;
      event.inputBytes = inputBytes;
      event.outputBytes = outputBytes;
      event.commit();
    }
  }
}
