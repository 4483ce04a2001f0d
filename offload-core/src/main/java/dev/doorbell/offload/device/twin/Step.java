package dev.doorbell.offload.device.twin;

/**
 * What the engine does for one job, in this order. Every job passes all of them, also one that ends
 * with an error status.
 */
public enum Step {
  /** The engine took notice of the job: the doorbell's tail covers its slot. */
  DOORBELL_SEEN,
  /** The 128 bytes of the descriptor were copied out of the ring. */
  FETCHED,
  /**
   * The input was read and the result computed in memory of the engine's own; nothing of it can be
   * seen yet.
   */
  EXECUTED,
  /** The first half of the output is in the destination. */
  OUTPUT_HALF_WRITTEN,
  /** All output is in the destination. */
  OUTPUT_WRITTEN,
  /** The descriptor with its result fields was written back into the submission ring. */
  WRITTEN_BACK,
  /** The completion entry was written, phase bit last. */
  COMPLETED
}
