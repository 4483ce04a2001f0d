package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Digests and HMACs (ref 4.7, RFC 2104), whole or in pieces. The result, a digest or the state for
 * the next piece, goes to mac_addr; there is no destination.
 */
final class HashMode implements SecMode {
  private final Map<HashAlgorithm, Hash> whole = new EnumMap<>(HashAlgorithm.class);
  private final Map<HashAlgorithm, ChainedHash> pieces = new EnumMap<>(HashAlgorithm.class);
  private final byte[] chunk = new byte[BlockMode.CHUNK];
  private final HmacKey key = new HmacKey();
  private final byte[] result = new byte[64];

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    return HashRules.check(job, algorithm(job), spec.api());
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
    return SecEngine.FLAG_HASH;
  }

  @Override
  public boolean run(SecRequest job, JobOutput output) {
    HashAlgorithm algorithm = algorithm(job);
    boolean hmac = algorithm.isHmac(job.authAlgorithm());
    if (hmac) {
      key.read(job.aKey, job.authKeyBytes());
    }
    boolean inPieces = HashRules.goesOn(job) || HashRules.isToBeContinued(job);
    int bytes =
        inPieces ? piece(job, algorithm, hmac, output) : whole(job, algorithm, hmac, output);
    System.arraycopy(result, 0, output.tag, 0, bytes);
    output.tagLength = bytes;
    output.tagAddress = job.mac;
    key.wipe();
    Arrays.fill(result, (byte) 0);
    return true;
  }

  /** Returns the size of the result. */
  private int whole(SecRequest job, HashAlgorithm algorithm, boolean hmac, JobOutput output) {
    Hash hash = whole.computeIfAbsent(algorithm, HashAlgorithm::newHash);
    // After a job that came to nothing there may be something in it.
    hash.reset();
    if (hmac) {
      key.inner(hash, algorithm);
    }
    absorb(hash, job, output);
    hash.finish(result, 0);
    if (hmac) {
      key.outer(hash, algorithm, result);
    }
    return job.macBytes();
  }

  private int piece(SecRequest job, HashAlgorithm algorithm, boolean hmac, JobOutput output) {
    ChainedHash hash = pieces.computeIfAbsent(algorithm, HashAlgorithm::newChainedHash);
    hash.reset();
    if (HashRules.goesOn(job)) {
      ProcessMemory.read(job.aIv, result, 0, algorithm.stateBytes);
      hash.load(result, 0);
    } else if (hmac) {
      key.inner(hash, algorithm);
    }
    absorb(hash, job, output);
    if (HashRules.isToBeContinued(job)) {
      hash.store(result, 0);
      hash.reset();
      return algorithm.stateBytes;
    }
    // The block with the key went before the message.
    hash.finish(job.longLength + (hmac ? 8L * algorithm.blockBytes : 0), result, 0);
    if (hmac) {
      key.outer(hash, algorithm, result);
    }
    return job.macBytes();
  }

  private void absorb(Hash hash, SecRequest job, JobOutput output) {
    for (int from = 0; from < job.authLength; from += chunk.length) {
      int length = Math.min(chunk.length, job.authLength - from);
      output.source.read(from, chunk, 0, length);
      hash.update(chunk, 0, length);
    }
    Arrays.fill(chunk, 0, Math.min(chunk.length, job.authLength), (byte) 0);
  }

  @Override
  public void close() {
    whole.clear();
    pieces.clear();
  }
}
