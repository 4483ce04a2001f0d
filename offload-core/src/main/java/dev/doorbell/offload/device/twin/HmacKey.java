package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** The key of an HMAC (RFC 2104) and the two blocks that are made of it. */
final class HmacKey {
  private static final int INNER_PAD = 0x36;
  private static final int OUTER_PAD = 0x5C;

  /** Filled up with zeros to a block. */
  private final byte[] key = new byte[128];

  /** Takes the key from the process's memory. */
  void read(long address, int bytes) {
    Arrays.fill(key, (byte) 0);
    ProcessMemory.read(address, key, 0, bytes);
  }

  /** What goes before the message. */
  void inner(Hash hash, HashAlgorithm algorithm) {
    take(hash, algorithm, INNER_PAD);
  }

  /** Makes the inner digest in {@code digest} the result. */
  void outer(Hash hash, HashAlgorithm algorithm, byte[] digest) {
    take(hash, algorithm, OUTER_PAD);
    hash.update(digest, 0, algorithm.digestBytes);
    hash.finish(digest, 0);
  }

  private void take(Hash hash, HashAlgorithm algorithm, int pad) {
    cover(algorithm, pad);
    hash.update(key, 0, algorithm.blockBytes);
    cover(algorithm, pad);
  }

  private void cover(HashAlgorithm algorithm, int pad) {
    for (int i = 0; i < algorithm.blockBytes; i++) {
      key[i] ^= (byte) pad;
    }
  }

  void wipe() {
    Arrays.fill(key, (byte) 0);
  }
}
