package dev.doorbell.offload.device.twin;

/** What a zip queue does with its jobs: {@link ZipCompressor} or {@link ZipDecompressor}. */
interface ZipDirection {
  /**
   * Does one job.
   *
   * @param input the job's input in its first {@code length} bytes
   * @return false for a descriptor that the device refuses
   */
  boolean run(ZipDescriptor job, byte[] input, int length, JobOutput output);

  /** Wipes and frees what is held. */
  void close();
}
