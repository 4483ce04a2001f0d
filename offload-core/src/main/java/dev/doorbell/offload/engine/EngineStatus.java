package dev.doorbell.offload.engine;

/**
 * How an engine is at this moment: an immutable snapshot, replaced at each transition.
 *
 * @param detail why, in words for people
 * @param generation counts the times that the engine's queues were taken; 0 for engines without
 *     queues
 */
public record EngineStatus(State state, String detail, long generation) {
  /** What the router may do with it. */
  public enum State {
    /** Takes jobs. */
    READY,
    /** Has not had a queue yet. */
    UNBOUND,
    /** Lost its queues and is working on new ones. */
    EVICTED,
    /** Barred for a time after repeated faults, or its quarantined memory is at the bound. */
    QUARANTINED,
    /** Will not come back by itself. */
    DISABLED
  }

  /** For engines that are always there. */
  public static final EngineStatus ALWAYS_READY = new EngineStatus(State.READY, "always ready", 0);
}
