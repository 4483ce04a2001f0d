package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cipher and GCM jobs as SEC2 descriptors, BD2 or BD3 (uacce.md 4.6, 4.8, 4.9).
 *
 * <p>Slab: frame (512 bytes) | source: AAD, payload | destination: room for the AAD, payload, tag.
 * The result begins behind the AAD's room: whether the hardware copies the AAD there is not stated.
 * The tag comes back in the frame and is moved behind the ciphertext.
 */
final class SecCodec implements DescriptorCodec {
  /** Length of one job's data, and of AAD and payload together (4.6, 4.8). */
  static final long MOST_BYTES = 0xFFFE00;

  private static final long KEY = PARAMETERS;
  private static final long IV = PARAMETERS + 64;
  private static final long AUTH_IV = PARAMETERS + 128;
  private static final long MAC = PARAMETERS + 192;

  private static final int MOST_AAD_BYTES = 65_535;
  private static final int GCM_IV_BYTES = 12;
  private static final int LEAST_GCM_TAG_BYTES = 8;

  private static final long DONE_FLAG = COMPLETION + 112;
  private static final long ERROR_TYPE = COMPLETION + 114;
  private static final int ICV_MISMATCH = 2;

  private final boolean bd3;

  /**
   * @param apiVersion 2: BD2; later: BD3
   */
  SecCodec(int apiVersion) {
    bd3 = apiVersion > 2;
  }

  TagField tagField() {
    return bd3 ? TagField.BD3 : TagField.BD2;
  }

  @Override
  public boolean accepts(Job job) {
    return switch (job) {
      case CipherJob cipher ->
          SecCipher.of(cipher.operation()) != null && cipher.input().byteSize() <= MOST_BYTES;
      case AeadJob aead -> accepts(aead);
      default -> false;
    };
  }

  private boolean accepts(AeadJob job) {
    long payload = job.payloadBytes();
    long aad = job.aad().byteSize();
    return job.iv().length == GCM_IV_BYTES
        && job.tagBytes() >= LEAST_GCM_TAG_BYTES
        && aad <= MOST_AAD_BYTES
        && payload + aad <= MOST_BYTES
        && (payload > 0 || (bd3 && aad > 0));
  }

  @Override
  public long stagingBytes(Job job) {
    return switch (job) {
      case CipherJob cipher -> FRAME_BYTES + 2 * align(cipher.input().byteSize());
      case AeadJob aead ->
          FRAME_BYTES + 2 * align(aead.aad().byteSize() + aead.payloadBytes()) + 64;
      default ->
          throw new IllegalArgumentException("job=" + job + ", allowed: cipher and AEAD jobs");
    };
  }

  private static long align(long bytes) {
    return (bytes + 63) & ~63L;
  }

  @Override
  public void encode(Job job, Staging staging) {
    switch (job) {
      case CipherJob cipher -> encode(cipher, staging);
      case AeadJob aead -> encode(aead, staging);
      default ->
          throw new IllegalArgumentException("job=" + job + ", allowed: cipher and AEAD jobs");
    }
  }

  private void encode(CipherJob job, Staging staging) {
    MemorySegment m = staging.memory();
    long n = job.input().byteSize();
    long source = FRAME_BYTES;
    long destination = FRAME_BYTES + align(n);
    staging.use(destination + n);
    staging.outputOffset(destination);
    MemorySegment.copy(job.input(), 0, m, source, n);
    put(m, IV, job.iv());
    putKey(m, job.key());
    write(
        staging,
        job,
        job.direction() == Direction.ENCRYPT,
        job.key(),
        source,
        destination,
        (int) n);
  }

  private void encode(AeadJob job, Staging staging) {
    MemorySegment m = staging.memory();
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    int aad = (int) job.aad().byteSize();
    int payload = (int) job.payloadBytes();
    long source = FRAME_BYTES;
    long destination = FRAME_BYTES + align(aad + payload);
    staging.use(destination + aad + payload + job.tagBytes());
    staging.outputOffset(destination + aad);
    MemorySegment.copy(job.aad(), 0, m, source, aad);
    MemorySegment.copy(job.input(), 0, m, source + aad, payload);
    if (!encrypt) {
      MemorySegment.copy(job.input(), payload, m, MAC, job.tagBytes());
    }
    // The counter in bytes 12 to 15 is the hardware's to supply.
    put(m, IV, job.iv());
    put(m, AUTH_IV, job.iv());
    putKey(m, job.key());
    write(staging, job, encrypt, job.key(), source, destination, payload);
    long at = staging.address();
    if (bd3) {
      SecBd3.addAead(
          m, DESCRIPTOR, encrypt, aad, payload, job.tagBytes(), at + KEY, at + AUTH_IV, at + MAC);
    } else {
      SecBd2.addAead(m, DESCRIPTOR, encrypt, aad, job.tagBytes(), at + KEY, at + AUTH_IV, at + MAC);
    }
  }

  private void write(
      Staging staging,
      Job job,
      boolean encrypt,
      KeyMaterial key,
      long source,
      long destination,
      int lengthBytes) {
    SecCipher cipher = SecCipher.of(job.operation());
    int keyCode = cipher.keyCode(key.lengthBytes());
    MemorySegment m = staging.memory();
    long at = staging.address();
    if (bd3) {
      SecBd3.writeCipher(
          m,
          DESCRIPTOR,
          cipher,
          encrypt,
          keyCode,
          at + KEY,
          at + IV,
          at + source,
          at + destination,
          lengthBytes);
    } else {
      SecBd2.writeCipher(
          m,
          DESCRIPTOR,
          cipher,
          encrypt,
          keyCode,
          at + KEY,
          at + IV,
          at + source,
          at + destination,
          lengthBytes);
    }
  }

  private static void put(MemorySegment m, long offset, byte[] bytes) {
    MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, offset, bytes.length);
  }

  private static void putKey(MemorySegment m, KeyMaterial key) {
    put(m, KEY, key.bytes());
  }

  @Override
  public Outcome decode(Job job, Staging staging, JobResult result) {
    MemorySegment m = staging.memory();
    int done = Le.u16(m, DONE_FLAG);
    if (job instanceof AeadJob && (done >> 1 & 7) == ICV_MISMATCH) {
      return Outcome.Rejected.BAD_TAG;
    }
    if ((done & 1) == 0 || Le.u8(m, ERROR_TYPE) != 0 || (done >> 1 & 7) != 0) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    if (job instanceof AeadJob aead) {
      long payload = aead.payloadBytes();
      if (aead.direction() == Direction.ENCRYPT) {
        MemorySegment.copy(m, MAC, m, staging.outputOffset() + payload, aead.tagBytes());
        payload += aead.tagBytes();
      }
      result.set(aead.input().byteSize(), payload);
    } else {
      long n = job.input().byteSize();
      result.set(n, n);
    }
    return Outcome.Done.DONE;
  }
}
