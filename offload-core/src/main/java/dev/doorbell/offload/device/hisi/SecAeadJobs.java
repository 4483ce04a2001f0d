package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.DESCRIPTOR;
import static dev.doorbell.offload.device.DescriptorCodec.FRAME_BYTES;
import static dev.doorbell.offload.device.hisi.SecFrame.AUTH_IV;
import static dev.doorbell.offload.device.hisi.SecFrame.IV;
import static dev.doorbell.offload.device.hisi.SecFrame.KEY;
import static dev.doorbell.offload.device.hisi.SecFrame.MAC;
import static dev.doorbell.offload.device.hisi.SecFrame.align;

import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * GCM and CCM jobs as SEC2 descriptors (uacce.md 4.8).
 *
 * <p>Slab: frame | source: AAD, payload | destination: room for the AAD, payload, tag. The result
 * begins behind the AAD's room: whether the hardware copies the AAD there is not stated. The tag
 * comes back in the frame and is moved behind the ciphertext.
 */
final class SecAeadJobs {
  private static final int GCM_IV_BYTES = 12;
  private static final int LEAST_GCM_TAG_BYTES = 8;
  private static final int MOST_AAD_BYTES = 65_535;

  /** Above it CCM writes the length of the AAD in another form (RFC 3610 section 2.2). */
  private static final int MOST_CCM_AAD_BYTES = 65_279;

  private final SecBd bd;

  /** Version 2 wants a payload, later ones a payload or AAD. */
  private final boolean payloadMayBeEmpty;

  SecAeadJobs(SecBd bd, int apiVersion) {
    this.bd = bd;
    payloadMayBeEmpty = apiVersion > 2;
  }

  boolean accepts(AeadJob job) {
    SecCipher cipher = SecCipher.of(job.operation());
    long payload = job.payloadBytes();
    long aad = job.aad().byteSize();
    boolean parameters =
        isCcm(job.operation())
            ? aad <= MOST_CCM_AAD_BYTES && CcmBlocks.lengthFits(job.iv(), payload)
            : aad <= MOST_AAD_BYTES
                && job.iv().length == GCM_IV_BYTES
                && job.tagBytes() >= LEAST_GCM_TAG_BYTES;
    return cipher != null
        && cipher.keyCode(job.key().lengthBytes()) >= 0
        && parameters
        && payload + aad <= SecFrame.MOST_BYTES
        && (payload > 0 || (payloadMayBeEmpty && aad > 0));
  }

  private static boolean isCcm(Operation operation) {
    return operation == Operation.AES_CCM || operation == Operation.SM4_CCM;
  }

  long stagingBytes(AeadJob job) {
    return FRAME_BYTES + 2 * align(job.aad().byteSize() + job.payloadBytes()) + 64;
  }

  void encode(AeadJob job, Staging staging) {
    SecCipher cipher =
        Objects.requireNonNull(SecCipher.of(job.operation()), "accepts() lets no other through");
    MemorySegment m = staging.memory();
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    int aad = (int) job.aad().byteSize();
    int payload = (int) job.payloadBytes();
    long destination = FRAME_BYTES + align(aad + payload);
    staging.use(destination + aad + payload + job.tagBytes());
    staging.outputOffset(destination + aad);
    MemorySegment.copy(job.aad(), 0, m, FRAME_BYTES, aad);
    MemorySegment.copy(job.input(), 0, m, FRAME_BYTES + aad, payload);
    if (!encrypt) {
      MemorySegment.copy(job.input(), payload, m, MAC, job.tagBytes());
    }
    if (isCcm(job.operation())) {
      CcmBlocks.writeCounter(m, IV, job.iv());
      CcmBlocks.writeB0(m, AUTH_IV, job.iv(), job.tagBytes(), aad > 0, payload);
    } else {
      // The counter in bytes 12 to 15 is the hardware's to supply.
      SecFrame.put(m, IV, job.iv());
      SecFrame.put(m, AUTH_IV, job.iv());
    }
    SecFrame.put(m, KEY, job.key().bytes());
    int keyCode = cipher.keyCode(job.key().lengthBytes());
    bd.cipher(m, DESCRIPTOR, cipher, encrypt, keyCode, payload);
    bd.aead(m, DESCRIPTOR, encrypt, aad, payload, job.tagBytes());
    long at = staging.address();
    bd.cipherAddresses(m, DESCRIPTOR, at + KEY, at + IV, at + FRAME_BYTES, at + destination);
    bd.aeadAddresses(m, DESCRIPTOR, at + KEY, at + AUTH_IV, at + MAC);
  }

  Outcome decode(AeadJob job, Staging staging, JobResult result) {
    MemorySegment m = staging.memory();
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    if (!encrypt && SecFrame.tagDiffers(m)) {
      return Outcome.Rejected.BAD_TAG;
    }
    if (!SecFrame.isDone(m)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    long produced = job.payloadBytes();
    if (encrypt) {
      MemorySegment.copy(m, MAC, m, staging.outputOffset() + produced, job.tagBytes());
      produced += job.tagBytes();
    }
    result.set(job.input().byteSize(), produced);
    return Outcome.Done.DONE;
  }
}
