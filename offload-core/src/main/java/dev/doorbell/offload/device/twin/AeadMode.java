package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * What GCM and CCM share (ref 4.8). The source holds AAD and payload, and so does the result. After
 * decryption the plaintext is there whatever the tag says, as the reference warns.
 */
abstract class AeadMode implements SecMode {
  private static final int KEPT_BYTES = 1 << 20;

  final byte[] key = new byte[32];

  /** What c_ivin and a_ivin point to. */
  final byte[] iv = new byte[16];

  final byte[] authIv = new byte[16];

  /** The whole tag, before it is cut to the job's size. */
  final byte[] tag = new byte[16];

  private final byte[] expected = new byte[16];
  private byte[] input = new byte[4096];

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    int error = CipherRules.check(job);
    if (error != 0) {
      return error;
    }
    if (job.cipherOffset != job.authLength
        || job.seq != (job.cipher == SecRequest.DECRYPT ? 1 : 0)) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean emptyAllowed = spec.api() >= 3 && job.authLength > 0;
    boolean lengths = job.cipherLength > 0 || emptyAllowed;
    if (!lengths || job.cipherLength + job.authLength > SecEngine.MAX_BYTES || !lengthsSuit(job)) {
      return SecEngine.BAD_LENGTH;
    }
    boolean addresses =
        ProcessMemory.plausible(job.mac, job.icvLength)
            && ProcessMemory.plausible(job.aIv, authIvBytes())
            && ProcessMemory.plausible(job.aKey, job.keyBytes());
    if (!addresses) {
      return SecEngine.BAD_ADDRESS;
    }
    ProcessMemory.read(job.aIv, authIv, 0, authIvBytes());
    ProcessMemory.read(job.cIv, iv, 0, iv.length);
    return ivsSuit(job) ? 0 : SecEngine.BAD_DESCRIPTOR;
  }

  /** Tag and AAD. */
  abstract boolean lengthsSuit(SecRequest job);

  /** What is read at a_ivin. */
  abstract int authIvBytes();

  /** Whether {@link #iv} and {@link #authIv} agree with each other and with the job. */
  abstract boolean ivsSuit(SecRequest job);

  @Override
  public int sourceBytes(SecRequest job) {
    return job.authLength + job.cipherLength;
  }

  @Override
  public int flag() {
    return SecEngine.FLAG_AEAD;
  }

  @Override
  public boolean run(SecRequest job, JobOutput output) {
    int total = sourceBytes(job);
    if (input.length < total) {
      input = new byte[total];
    }
    output.source.read(0, input, 0, total);
    ProcessMemory.read(job.cKey, key, 0, job.keyBytes());
    byte[] data = output.ensure(total);
    output.length = total;
    System.arraycopy(input, 0, data, 0, job.authLength);
    try {
      if (job.cipher == SecRequest.ENCRYPT) {
        seal(job, input, data);
        System.arraycopy(tag, 0, output.tag, 0, job.icvLength);
        output.tagLength = job.icvLength;
        output.tagAddress = job.mac;
        return true;
      }
      open(job, input, data);
      ProcessMemory.read(job.mac, expected, 0, job.icvLength);
      return Arrays.equals(tag, 0, job.icvLength, expected, 0, job.icvLength);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(tag, (byte) 0);
      if (input.length > KEPT_BYTES) {
        Arrays.fill(input, (byte) 0);
        input = new byte[4096];
      } else {
        Arrays.fill(input, 0, Math.min(input.length, total), (byte) 0);
      }
    }
  }

  /**
   * Encrypts the payload of {@code from} (AAD, payload) into the same place of {@code to}, which
   * has the AAD already; the whole tag goes to {@link #tag}.
   */
  abstract void seal(SecRequest job, byte[] from, byte[] to);

  /** As {@link #seal}, with ciphertext as the payload; {@code from} is scratch afterwards. */
  abstract void open(SecRequest job, byte[] from, byte[] to);

  @Override
  public void close() {
    Arrays.fill(input, (byte) 0);
    Arrays.fill(iv, (byte) 0);
    Arrays.fill(authIv, (byte) 0);
  }
}
