package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * One-shot digests and HMACs (ref 4.7, RFC 2104). The result goes to mac_addr; there is no
 * destination. Streams (first, middle and last pieces) are refused: the format of their state is
 * not stated. So is an HMAC key of no words, which is not stated either.
 */
final class HashMode implements SecMode {
  private static final int INNER_PAD = 0x36;
  private static final int OUTER_PAD = 0x5C;

  private final Map<HashAlgorithm, Hash> hashes = new EnumMap<>(HashAlgorithm.class);
  private final byte[] chunk = new byte[BlockMode.CHUNK];
  private final byte[] padded = new byte[128];
  private final byte[] digest = new byte[64];

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    // Digests call themselves a stream on version 3, whatever they are (ref 4.3).
    boolean scene = spec.api() >= 3 ? job.scene == 7 : job.scene <= 1;
    if (!scene || job.de != 0 || hasCipherFields(job)) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    if (job.aiGen != 0 || job.authPad != 0 || job.longLength != 0 || job.stream != 0) {
      return SecEngine.UNSUPPORTED;
    }
    HashAlgorithm algorithm = algorithm(job);
    boolean hmac = algorithm.isHmac(job.authAlgorithm());
    boolean lengths =
        job.authLength <= SecEngine.MAX_BYTES
            && (job.authLength > 0 || spec.api() >= 3)
            && job.macBytes() > 0
            && job.macBytes() <= algorithm.digestBytes;
    boolean key =
        hmac
            ? job.authKeyBytes() > 0 && job.authKeyBytes() <= algorithm.blockBytes
            : job.authKeyBytes() == 0;
    if (!lengths || !key) {
      return SecEngine.BAD_LENGTH;
    }
    if (!hmac && job.aKey != 0 || job.aIv != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean addresses =
        (!hmac || ProcessMemory.plausible(job.aKey, job.authKeyBytes()))
            && ProcessMemory.plausible(job.mac, job.macBytes())
            && ProcessMemory.plausible(job.source, 1);
    return addresses ? 0 : SecEngine.BAD_ADDRESS;
  }

  private static boolean hasCipherFields(SecRequest job) {
    return (job.cAlg
                | job.cMode
                | job.cWidth
                | job.cKeyLength
                | job.icvLength
                | job.ctrMode
                | job.seq
                | job.cipherLength
                | job.cipherOffset
                | job.authOffset
                | job.destinationType)
            != 0
        || (job.cKey | job.cIv | job.destination) != 0;
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
    Hash hash = hashes.computeIfAbsent(algorithm, HashMode::newHash);
    boolean hmac = algorithm.isHmac(job.authAlgorithm());
    try {
      if (hmac) {
        ProcessMemory.read(job.aKey, padded, 0, job.authKeyBytes());
        pad(hash, algorithm, INNER_PAD);
      }
      for (int from = 0; from < job.authLength; from += chunk.length) {
        int length = Math.min(chunk.length, job.authLength - from);
        output.source.read(from, chunk, 0, length);
        hash.update(chunk, 0, length);
      }
      hash.finish(digest, 0);
      if (hmac) {
        pad(hash, algorithm, INNER_PAD ^ OUTER_PAD);
        hash.update(digest, 0, algorithm.digestBytes);
        hash.finish(digest, 0);
      }
    } catch (RuntimeException | Error e) {
      hash.reset();
      throw e;
    } finally {
      Arrays.fill(padded, (byte) 0);
      Arrays.fill(chunk, 0, Math.min(chunk.length, job.authLength), (byte) 0);
    }
    System.arraycopy(digest, 0, output.tag, 0, job.macBytes());
    output.tagLength = job.macBytes();
    output.tagAddress = job.mac;
    return true;
  }

  private void pad(Hash hash, HashAlgorithm algorithm, int with) {
    for (int i = 0; i < algorithm.blockBytes; i++) {
      padded[i] ^= (byte) with;
    }
    hash.update(padded, 0, algorithm.blockBytes);
  }

  private static Hash newHash(HashAlgorithm algorithm) {
    String name = algorithm.jdkName;
    return name == null ? new Sm3() : new JdkHash(name);
  }

  @Override
  public void close() {
    hashes.clear();
    Arrays.fill(digest, (byte) 0);
  }
}
