package dev.doorbell.offload.device.twin;

/**
 * The computing part behind one queue: decodes a descriptor, reads its input, leaves the result in
 * private memory. One thread at a time.
 */
interface JobEngine {
  /**
   * Runs a job. Never throws for a bad descriptor: the error goes into the descriptor's own status.
   *
   * @param descriptor the engine's copy, 128 bytes; result fields are set in it
   * @param output gets the result and where it is to be written; cleared by the caller
   */
  void execute(byte[] descriptor, JobOutput output);

  /** Turns a finished descriptor into one with an error status. */
  void setError(byte[] descriptor);

  /**
   * Makes a finished descriptor claim more output than its destination holds; false if it has no
   * such field.
   */
  boolean overstateLength(byte[] descriptor);

  /** Wipes keys and scratch memory, frees native state. The engine is not used afterwards. */
  void close();
}
