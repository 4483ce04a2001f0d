package dev.doorbell.offload.device.twin;

/**
 * One way to compute SEC jobs, with the objects it keeps for the next one. One thread at a time.
 */
interface SecMode {
  /**
   * What the mode demands beyond the rules for all jobs; 0 or an error_type of {@link SecEngine}.
   */
  int check(SecRequest job, TwinDeviceSpec spec);

  /** Bytes that are read at the source, and written at the destination where there is one. */
  int sourceBytes(SecRequest job);

  /**
   * Computes into {@code output}; false = the tag did not match, the output is there all the same.
   */
  boolean run(SecRequest job, JobOutput output);

  /** What the flag field says about a finished job (ref 4.9). */
  int flag();

  /** Wipes keys. */
  void close();
}
