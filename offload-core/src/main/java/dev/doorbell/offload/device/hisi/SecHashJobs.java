package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.DESCRIPTOR;
import static dev.doorbell.offload.device.DescriptorCodec.FRAME_BYTES;
import static dev.doorbell.offload.device.hisi.SecFrame.KEY;
import static dev.doorbell.offload.device.hisi.SecFrame.MAC;
import static dev.doorbell.offload.device.hisi.SecFrame.align;

import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;

/**
 * Digests and HMACs as one-shot SEC2 descriptors (uacce.md 4.7). Slab: frame with the key and room
 * for the result | source.
 */
final class SecHashJobs {
  private final SecBd bd;
  private final boolean inputMayBeEmpty;

  SecHashJobs(SecBd bd, int apiVersion) {
    this.bd = bd;
    inputMayBeEmpty = leastBytes(apiVersion) == 0;
  }

  /** The smallest message: version 2 refuses an empty one. */
  static int leastBytes(int apiVersion) {
    return apiVersion > 2 ? 0 : 1;
  }

  /** A digest job or a MAC job, whose key its constructor keeps within a block. */
  boolean accepts(Job job) {
    long n = job.input().byteSize();
    return SecHash.code(job.operation()) >= 0
        && n <= SecFrame.MOST_BYTES
        && (n > 0 || inputMayBeEmpty);
  }

  long stagingBytes(Job job) {
    return FRAME_BYTES + align(job.input().byteSize());
  }

  void encode(Job job, Staging staging) {
    MemorySegment m = staging.memory();
    long n = job.input().byteSize();
    staging.use(FRAME_BYTES + n);
    staging.outputOffset(MAC);
    MemorySegment.copy(job.input(), 0, m, FRAME_BYTES, n);
    long at = staging.address();
    int keyBytes = 0;
    if (job instanceof MacJob mac) {
      keyBytes = paddedKeyBytes(mac.key());
      SecFrame.put(m, KEY, mac.key().bytes());
    }
    bd.hash(
        m,
        DESCRIPTOR,
        SecHash.code(job.operation()),
        keyBytes,
        job.operation().digestBytes(),
        (int) n);
    // Without data the source is the result's place: address 0 is never to be touched.
    long source = at + (n > 0 ? FRAME_BYTES : MAC);
    bd.hashAddresses(m, DESCRIPTOR, keyBytes > 0 ? at + KEY : 0, source, at + MAC);
  }

  /**
   * Words of 4 bytes, at least one: HMAC pads its key with zeros to a block anyway (RFC 2104), and
   * what a key of no words does is not stated. The zeros are there: a slab starts zeroed.
   */
  private static int paddedKeyBytes(KeyMaterial key) {
    return Math.max(4, (key.lengthBytes() + 3) / 4 * 4);
  }

  Outcome decode(Job job, Staging staging, JobResult result) {
    if (!SecFrame.isDone(staging.memory())) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    result.set(job.input().byteSize(), job.operation().digestBytes());
    return Outcome.Done.DONE;
  }
}
