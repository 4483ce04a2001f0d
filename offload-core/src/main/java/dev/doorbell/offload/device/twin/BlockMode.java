package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * What the plain cipher modes share: limits, key and IV from memory, and the way through the data
 * in chunks.
 */
abstract class BlockMode implements SecMode {
  /**
   * Large enough that a call costs nothing, small enough that the JIT's compiled loops are entered
   * often (a cold start matters).
   */
  static final int CHUNK = 16384;

  final byte[] chunk = new byte[CHUNK];

  /** XTS has two keys. */
  final byte[] key = new byte[64];

  final byte[] iv = new byte[16];

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    int error = CipherRules.check(job);
    if (error != 0) {
      return error;
    }
    if (job.icvLength != 0
        || job.seq != 0
        || job.cipherOffset != 0
        || (job.aKey | job.aIv | job.mac) != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean fits =
        job.cipherLength >= 1 && job.cipherLength <= SecEngine.MAX_BYTES && job.authLength == 0;
    return fits && lengthSuits(job) ? 0 : SecEngine.BAD_LENGTH;
  }

  /** The limits of ref 4.6 that depend on the mode. */
  private static boolean lengthSuits(SecRequest job) {
    return switch (job.cMode) {
      case SecRequest.ECB, SecRequest.CBC -> job.cipherLength % 16 == 0;
      case SecRequest.XTS -> job.cipherLength >= 16;
      case SecRequest.CBC_CS -> job.cipherLength > 16;
      default -> true;
    };
  }

  @Override
  public int sourceBytes(SecRequest job) {
    return job.cipherLength;
  }

  @Override
  public int flag() {
    return SecEngine.FLAG_CIPHER;
  }

  @Override
  public boolean run(SecRequest job, JobOutput output) {
    ProcessMemory.read(job.cKey, key, 0, job.allKeyBytes());
    if (job.cMode != SecRequest.ECB) {
      ProcessMemory.read(job.cIv, iv, 0, 16);
    }
    byte[] data = output.ensure(job.cipherLength);
    begin(job);
    whole(job, output, data);
    output.length = job.cipherLength;
    Arrays.fill(key, (byte) 0);
    return true;
  }

  /** From the source to {@code data}; modes that can go from chunk to chunk leave it as it is. */
  void whole(SecRequest job, JobOutput output, byte[] data) {
    for (int from = 0; from < job.cipherLength; from += CHUNK) {
      int length = Math.min(CHUNK, job.cipherLength - from);
      output.source.read(from, chunk, 0, length);
      piece(job, length, data, from);
    }
    Arrays.fill(chunk, 0, Math.min(CHUNK, job.cipherLength), (byte) 0);
  }

  /** Takes over {@link #key} and {@link #iv}. */
  abstract void begin(SecRequest job);

  /** The next {@code length} bytes, from {@link #chunk} to {@code out}. */
  abstract void piece(SecRequest job, int length, byte[] out, int offset);

  static boolean encrypts(SecRequest job) {
    return job.cipher == SecRequest.ENCRYPT;
  }

  @Override
  public void close() {
    Arrays.fill(chunk, (byte) 0);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(iv, (byte) 0);
  }
}
