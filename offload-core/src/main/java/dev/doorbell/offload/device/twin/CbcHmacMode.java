package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * CBC joined with an HMAC over AAD and ciphertext (ref 4.8). The source holds AAD and payload, and
 * so does the result; the HMAC's length counts both. What a_ivin points to is not looked at.
 */
final class CbcHmacMode implements SecMode {
  private static final int VERIFY = 2;

  private final Blocks blocks;
  private final Map<HashAlgorithm, Hash> hashes = new EnumMap<>(HashAlgorithm.class);
  private final HmacKey hmacKey = new HmacKey();
  private final byte[] key = new byte[32];
  private final byte[] iv = new byte[16];
  private final byte[] block = new byte[16];
  private final byte[] digest = new byte[64];
  private final byte[] expected = new byte[64];

  CbcHmacMode(Blocks blocks) {
    this.blocks = blocks;
  }

  /** Which HMACs can be joined: with SM3 only from version 3 on (ref 4.2). */
  static boolean has(HashAlgorithm algorithm, int api) {
    return switch (algorithm) {
      case SHA_1, SHA_256, SHA_512 -> true;
      case SM3 -> api >= 3;
      default -> false;
    };
  }

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    int error = CipherRules.check(job);
    if (error != 0) {
      return error;
    }
    boolean encrypt = job.cipher == SecRequest.ENCRYPT;
    if (job.seq != (encrypt ? 0 : 1)
        || job.auth != (encrypt ? SecRequest.CALCULATE : VERIFY)
        || job.icvLength != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    HashAlgorithm algorithm = algorithm(job);
    boolean lengths =
        job.cipherLength > 0
            && job.cipherLength % 16 == 0
            && job.authLength == job.cipherOffset + job.cipherLength
            && job.authLength <= SecEngine.MAX_BYTES
            && job.macBytes() > 0
            && job.macBytes() <= algorithm.digestBytes
            && job.authKeyBytes() > 0
            && job.authKeyBytes() <= algorithm.blockBytes;
    if (!lengths) {
      return SecEngine.BAD_LENGTH;
    }
    boolean addresses =
        ProcessMemory.plausible(job.mac, job.macBytes())
            && ProcessMemory.plausible(job.aKey, job.authKeyBytes());
    return addresses ? 0 : SecEngine.BAD_ADDRESS;
  }

  private static HashAlgorithm algorithm(SecRequest job) {
    return Objects.requireNonNull(
        HashAlgorithm.of(job.authAlgorithm()), "SecModes lets no other through");
  }

  @Override
  public int sourceBytes(SecRequest job) {
    return job.authLength;
  }

  @Override
  public int flag() {
    return SecEngine.FLAG_AEAD;
  }

  @Override
  public boolean run(SecRequest job, JobOutput output) {
    byte[] data = output.ensure(job.authLength);
    output.length = job.authLength;
    output.source.read(0, data, 0, job.authLength);
    ProcessMemory.read(job.cKey, key, 0, job.keyBytes());
    ProcessMemory.read(job.cIv, iv, 0, 16);
    hmacKey.read(job.aKey, job.authKeyBytes());
    blocks.setKey(key, 0, job.keyBytes());
    try {
      if (job.cipher == SecRequest.ENCRYPT) {
        encrypt(data, job.cipherOffset, job.authLength);
        authenticate(job, data);
        System.arraycopy(digest, 0, output.tag, 0, job.macBytes());
        output.tagLength = job.macBytes();
        output.tagAddress = job.mac;
        return true;
      }
      authenticate(job, data);
      decrypt(data, job.cipherOffset, job.authLength);
      ProcessMemory.read(job.mac, expected, 0, job.macBytes());
      return Arrays.equals(digest, 0, job.macBytes(), expected, 0, job.macBytes());
    } finally {
      wipe();
    }
  }

  private void encrypt(byte[] data, int from, int to) {
    for (int at = from; at < to; at += 16) {
      for (int i = 0; i < 16; i++) {
        block[i] = (byte) (data[at + i] ^ iv[i]);
      }
      blocks.apply(true, block, 0, 16, data, at);
      System.arraycopy(data, at, iv, 0, 16);
    }
  }

  private void decrypt(byte[] data, int from, int to) {
    for (int at = from; at < to; at += 16) {
      System.arraycopy(data, at, block, 0, 16);
      blocks.apply(false, block, 0, 16, data, at);
      for (int i = 0; i < 16; i++) {
        data[at + i] ^= iv[i];
      }
      System.arraycopy(block, 0, iv, 0, 16);
    }
  }

  private void authenticate(SecRequest job, byte[] data) {
    HashAlgorithm algorithm = algorithm(job);
    Hash hash = hashes.computeIfAbsent(algorithm, HashAlgorithm::newHash);
    hash.reset();
    hmacKey.inner(hash, algorithm);
    hash.update(data, 0, job.authLength);
    hash.finish(digest, 0);
    hmacKey.outer(hash, algorithm, digest);
  }

  private void wipe() {
    hmacKey.wipe();
    Arrays.fill(key, (byte) 0);
    Arrays.fill(block, (byte) 0);
    Arrays.fill(digest, (byte) 0);
  }

  @Override
  public void close() {
    wipe();
    blocks.close();
    hashes.clear();
  }
}
