package dev.doorbell.offload.device.twin;

import java.time.Duration;

/**
 * One fault to be applied to the job and queue of a {@link StepEvent}.
 *
 * @param kind what goes wrong; null in {@link #NONE} only
 * @param durationNanos for timed kinds: how long; 0 = until a method of {@link TwinDevice} ends it
 * @param value {@link FaultKind#BAD_HEAD}: the sq_head to report, −1 = the ring's depth (the first
 *     index out of range)
 */
public record Fault(FaultKind kind, long durationNanos, int value) {
  /** How long timed faults last where nobody says otherwise. */
  public static final Duration DEFAULT_DURATION = Duration.ofMillis(20);

  /** Nothing goes wrong. */
  public static final Fault NONE = new Fault(null, 0, -1);

  public Fault {
    if (durationNanos < 0) {
      throw new IllegalArgumentException("durationNanos=" + durationNanos + ", allowed: 0 or more");
    }
    if (kind == FaultKind.DELAY && durationNanos == 0) {
      throw new IllegalArgumentException("durationNanos=0, allowed for DELAY: 1 or more");
    }
  }

  /** A fault with the default duration where its kind has one. */
  public static Fault of(FaultKind kind) {
    return new Fault(kind, kind.isTimed() ? DEFAULT_DURATION.toNanos() : 0, -1);
  }

  /** A timed fault that lasts for {@code duration}; zero means until it is ended by hand. */
  public static Fault lasting(FaultKind kind, Duration duration) {
    return new Fault(kind, duration.toNanos(), -1);
  }

  /** A completion entry that names slot {@code sqHead}. */
  public static Fault badHead(int sqHead) {
    return new Fault(FaultKind.BAD_HEAD, 0, sqHead);
  }
}
