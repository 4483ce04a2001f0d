package dev.doorbell.offload.device;

import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;

/**
 * Translates jobs to a device's descriptors and its answers to outcomes. Stateless; any thread.
 * Allocates nothing per job.
 *
 * <p>The slab's first bytes are the same for all: the descriptor at {@link #DESCRIPTOR}, the
 * device's answer at {@link #COMPLETION}, small parameters (keys, nonces, tags) behind it, all
 * within {@link #FRAME_BYTES}.
 */
public interface DescriptorCodec {
  /** Where the descriptor is built; 128 bytes. */
  long DESCRIPTOR = 0;

  /** Where the queue puts the descriptor that came back; 128 bytes. */
  long COMPLETION = 128;

  /** Where small parameters begin. */
  long PARAMETERS = 256;

  /** Where input may begin. */
  long FRAME_BYTES = 512;

  /** Whether this job, whose operation the device can do, is within the descriptor's limits. */
  boolean accepts(Job job);

  /** The slab that an accepted job needs. */
  long stagingBytes(Job job);

  /** Copies what the device reads into the slab and builds the descriptor, all but the tag. */
  void encode(Job job, Staging staging);

  /**
   * Judges the device's answer. Believes nothing that is out of range. On {@code Done} the result
   * stands in the slab at {@link Staging#outputOffset()}, {@code result} has its size; the job's
   * own output is not touched.
   */
  Outcome decode(Job job, Staging staging, JobResult result);
}
