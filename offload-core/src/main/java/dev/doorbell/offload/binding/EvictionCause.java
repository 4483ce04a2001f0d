package dev.doorbell.offload.binding;

import dev.doorbell.offload.queue.QueueFault;

/** Why a device's queues were given up. */
public enum EvictionCause {
  /** A status word was set. */
  RESET,
  /** The mapping faulted. */
  REMOVED,
  /** The device wrote something that cannot be true. */
  INCONSISTENT,
  /** A job missed its deadline. */
  TIMEOUT,
  /** The kernel isolated the device. */
  ISOLATED,
  /** Too many errors that software could not confirm. */
  DEVICE_ERRORS,
  /** A known answer was wrong. */
  KNOWN_ANSWER,
  /** An answer to a real job differed from software's. */
  WRONG_ANSWER,
  /** The queues could not be opened. */
  OPEN_FAILED;

  static EvictionCause of(QueueFault fault) {
    return switch (fault) {
      case RESET -> RESET;
      case REMOVED -> REMOVED;
      case INCONSISTENT -> INCONSISTENT;
      case TIMEOUT, RETIRED -> TIMEOUT;
    };
  }
}
