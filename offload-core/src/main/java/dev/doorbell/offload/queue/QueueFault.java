package dev.doorbell.offload.queue;

/**
 * Why a work queue is dead. A dead queue stays dead: there is no cancel and no resynchronisation
 * (uacce.md section 6).
 */
public enum QueueFault {
  /** A status word is set: reset of the device, or this queue was disabled. */
  RESET,
  /** The mapping faults: the device was removed. */
  REMOVED,
  /** The device wrote something that cannot be true. */
  INCONSISTENT,
  /** A job missed its deadline. */
  TIMEOUT,
  /** We gave it up for another reason (isolation, errors, close). */
  RETIRED
}
