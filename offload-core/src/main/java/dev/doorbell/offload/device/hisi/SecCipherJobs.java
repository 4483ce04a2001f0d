package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.DESCRIPTOR;
import static dev.doorbell.offload.device.DescriptorCodec.FRAME_BYTES;
import static dev.doorbell.offload.device.hisi.SecFrame.IV;
import static dev.doorbell.offload.device.hisi.SecFrame.KEY;
import static dev.doorbell.offload.device.hisi.SecFrame.align;

import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Cipher jobs as SEC2 descriptors (uacce.md 4.6). Slab: frame | source | destination. For ECB the
 * IV's address stands there too, as UADK has it.
 */
final class SecCipherJobs {
  private final SecBd bd;

  SecCipherJobs(SecBd bd) {
    this.bd = bd;
  }

  boolean accepts(CipherJob job) {
    SecCipher cipher = SecCipher.of(job.operation());
    return cipher != null
        && cipher.keyCode(job.key().lengthBytes()) >= 0
        && job.input().byteSize() <= SecFrame.MOST_BYTES;
  }

  long stagingBytes(CipherJob job) {
    return FRAME_BYTES + 2 * align(job.input().byteSize());
  }

  void encode(CipherJob job, Staging staging) {
    SecCipher cipher =
        Objects.requireNonNull(SecCipher.of(job.operation()), "accepts() lets no other through");
    MemorySegment m = staging.memory();
    long n = job.input().byteSize();
    long destination = FRAME_BYTES + align(n);
    staging.use(destination + n);
    staging.outputOffset(destination);
    MemorySegment.copy(job.input(), 0, m, FRAME_BYTES, n);
    SecFrame.put(m, IV, job.iv());
    SecFrame.put(m, KEY, job.key().bytes());
    long at = staging.address();
    bd.cipher(
        m,
        DESCRIPTOR,
        cipher,
        job.direction() == Direction.ENCRYPT,
        cipher.keyCode(job.key().lengthBytes()),
        (int) n);
    bd.cipherAddresses(m, DESCRIPTOR, at + KEY, at + IV, at + FRAME_BYTES, at + destination);
  }

  Outcome decode(CipherJob job, Staging staging, JobResult result) {
    if (!SecFrame.isDone(staging.memory())) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    long n = job.input().byteSize();
    result.set(n, n);
    return Outcome.Done.DONE;
  }
}
