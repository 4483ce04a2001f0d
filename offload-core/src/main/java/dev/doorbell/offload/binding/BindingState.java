package dev.doorbell.offload.binding;

import java.util.EnumSet;
import java.util.Set;

/**
 * The states of a {@link QueueBinding}.
 *
 * <pre>
 *  UNBOUND --> PROBATION --> ACTIVE --> DRAINING --> EVICTED --> PROBATION ...
 *                  |                       ^     |      ^
 *                  +-- wrong answers ------+     +--> QUARANTINED (lost too often) --> PROBATION ...
 *                  +-- queues cannot be opened -------> EVICTED or QUARANTINED
 *  CLOSED from anywhere but ACTIVE with leases: those drain first
 * </pre>
 */
public enum BindingState {
  /** Nothing was tried yet. */
  UNBOUND,
  /** Queues are being opened, or run known answers only. */
  PROBATION,
  /** Leases are granted. */
  ACTIVE,
  /** No new leases; jobs in flight end, by completion or deadline. */
  DRAINING,
  /** No queue is held; a new attempt is due soon. */
  EVICTED,
  /** No queue is held; barred for longer, because it was lost too often. */
  QUARANTINED,
  /** Given up for good. */
  CLOSED;

  private Set<BindingState> next() {
    return switch (this) {
      case UNBOUND, EVICTED, QUARANTINED -> EnumSet.of(PROBATION, QUARANTINED, CLOSED);
      case PROBATION -> EnumSet.of(ACTIVE, DRAINING, EVICTED, QUARANTINED, CLOSED);
      case ACTIVE -> EnumSet.of(DRAINING, CLOSED);
      case DRAINING -> EnumSet.of(EVICTED, QUARANTINED, CLOSED);
      case CLOSED -> EnumSet.of(CLOSED);
    };
  }

  /** Returns {@code target} where the transition is legal, else throws. */
  BindingState to(BindingState target) {
    if (!next().contains(target)) {
      throw new IllegalStateException(
          "binding: " + this + " -> " + target + ", allowed: " + next());
    }
    return target;
  }
}
