package dev.doorbell.offload;

import dev.doorbell.offload.job.Operation;

/** What one device says it can do, and whether known answers have shown it. */
public record Ability(String device, Operation operation, Verdict verdict) {
  /** What is known. */
  public enum Verdict {
    /** Its known answers were right: it gets jobs. */
    PROVEN,
    /** A known answer was wrong: software does it while these queues are held. */
    WRONG,
    /** There was no queue to ask, or no room on it. */
    NOT_ASKED
  }
}
