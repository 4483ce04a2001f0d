package dev.doorbell.offload.device.twin;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be made to go wrong. The lower-case name without underscores is the one used in fault
 * plans written as text.
 */
public enum FaultKind {
  /**
   * The queue is disabled: TX, then RX status word 1; jobs in flight never complete; the queue is
   * dead for ever.
   */
  RESET(Step.COMPLETED),
  /** The device is reset: every queue as by {@link #RESET}, open gives EPERM until it is over. */
  RESET_DEVICE(Step.COMPLETED),
  /** The queue stops without any sign and goes on, late, when the time is over. */
  UNBIND(Step.COMPLETED),
  /**
   * The device disappears; its mappings fault with SIGBUS. It comes back under the lowest free
   * number when the time is over.
   */
  REMOVE(Step.COMPLETED),
  /** The {@code isolate} attribute reads 1 until the time is over. */
  ISOLATE(Step.COMPLETED),
  /** The queue pauses for the given time. */
  DELAY(Step.COMPLETED),
  /** Everything is done, but no completion entry is ever written. */
  LOSE(Step.WRITTEN_BACK),
  /** The completion entry is written twice. */
  DUPLICATE(Step.WRITTEN_BACK),
  /** The descriptor comes back with an error status. */
  ERROR(Step.OUTPUT_WRITTEN),
  /** One byte of the output is wrong while every status says success. */
  CORRUPT(Step.EXECUTED),
  /** The completion entry carries the phase of the lap before, so that nobody sees it. */
  BAD_PHASE(Step.WRITTEN_BACK),
  /** The completion entry names a slot that does not exist, or the one in {@link Fault#value()}. */
  BAD_HEAD(Step.WRITTEN_BACK),
  /**
   * The produced length is larger than the destination. Only zip descriptors have such a field;
   * others are left alone.
   */
  TOO_LONG(Step.OUTPUT_WRITTEN);

  private final Step latest;

  FaultKind(Step latest) {
    this.latest = latest;
  }

  /**
   * The last step after which the fault can still be applied to that step's job; returned later, it
   * is ignored and not counted.
   */
  public Step latestStep() {
    return latest;
  }

  /** Whether the fault ends by itself after {@link Fault#durationNanos()}. */
  public boolean isTimed() {
    return this == RESET_DEVICE
        || this == UNBIND
        || this == REMOVE
        || this == ISOLATE
        || this == DELAY;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  static FaultKind parse(String text) {
    for (FaultKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    String allowed = Stream.of(values()).map(FaultKind::text).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("fault kind=" + text + ", allowed: " + allowed);
  }
}
