package dev.doorbell.offload.route;

/** Why a job runs where it runs. */
public enum RouteReason {
  /** A queue that can do it is ready. */
  PREFERRED,
  /** No device was found or configured. */
  NO_DEVICE,
  /** Below the size from which a queue is worth while ({@code doorbell.route.min.bytes}). */
  TOO_SMALL,
  /** No device can do this operation, or not this job (size, nonce or tag length). */
  UNSUPPORTED,
  /** Switched off by configuration, or by a known answer that failed. */
  DISABLED,
  /** Every queue that could do it has no room at the moment. */
  SPILL,
  /** The queue is lost and not yet replaced, or was lost with this job in flight. */
  EVICTED,
  /** The device is barred after repeated faults, or its quarantine is full. */
  QUARANTINED,
  /** The device reported an error for this job. */
  FAULTED,
  /**
   * The device reported an error for this job, and software refuses it too: the input is the
   * reason. Such are malformed messages, and those that go on beyond the input.
   */
  BAD_INPUT
}
