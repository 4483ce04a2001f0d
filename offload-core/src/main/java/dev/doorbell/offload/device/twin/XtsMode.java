package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * XTS (IEEE 1619-2018, section 5): one job is one data unit. The key is key 1, key 2; the IV is
 * what key 2 makes the tweak of.
 */
final class XtsMode extends BlockMode {
  private final Blocks blocks;
  private final Blocks tweakBlocks;
  private final byte[] tweaks = new byte[CHUNK];
  private final byte[] work = new byte[CHUNK];
  private final byte[] tail = new byte[16];

  /** The tweak of the next block: a polynomial, the first byte's lowest bit being its constant. */
  private long low;

  private long high;

  XtsMode(Blocks blocks, Blocks tweakBlocks) {
    this.blocks = blocks;
    this.tweakBlocks = tweakBlocks;
  }

  @Override
  void begin(SecRequest job) {
    blocks.setKey(key, 0, job.keyBytes());
    tweakBlocks.setKey(key, job.keyBytes(), job.keyBytes());
    tweakBlocks.apply(true, iv, 0, 16, tail, 0);
    low = Words.i64(tail, 0);
    high = Words.i64(tail, 8);
  }

  @Override
  void whole(SecRequest job, JobOutput output, byte[] data) {
    int length = job.cipherLength;
    output.source.read(0, data, 0, length);
    int rest = length % 16;
    // With a rest the last whole block waits for it.
    int plain = length - rest - (rest > 0 ? 16 : 0);
    for (int at = 0; at < plain; at += CHUNK) {
      blocks(encrypts(job), data, at, Math.min(CHUNK, plain - at));
    }
    if (rest > 0) {
      steal(encrypts(job), data, plain, rest);
    }
    Arrays.fill(work, (byte) 0);
    Arrays.fill(tail, (byte) 0);
  }

  private void blocks(boolean encrypting, byte[] data, int at, int length) {
    for (int i = 0; i < length; i += 16) {
      Words.put64(tweaks, i, low);
      Words.put64(tweaks, i + 8, high);
      next();
    }
    for (int i = 0; i < length; i++) {
      work[i] = (byte) (data[at + i] ^ tweaks[i]);
    }
    blocks.apply(encrypting, work, 0, length, data, at);
    for (int i = 0; i < length; i++) {
      data[at + i] ^= tweaks[i];
    }
  }

  /** Multiplies by x modulo x^128 + x^7 + x^2 + x + 1. */
  private void next() {
    long carry = high >> 63 & 0x87;
    high = high << 1 | low >>> 63;
    low = low << 1 ^ carry;
  }

  /**
   * The last whole block, at {@code at}, and {@code rest} bytes behind it. Decryption takes the two
   * tweaks in the other order.
   */
  private void steal(boolean encrypting, byte[] data, int at, int rest) {
    long thisLow = low;
    long thisHigh = high;
    if (!encrypting) {
      next();
    }
    blocks(encrypting, data, at, 16);
    System.arraycopy(data, at + 16, tail, 0, rest);
    System.arraycopy(data, at, data, at + 16, rest);
    System.arraycopy(tail, 0, data, at, rest);
    if (!encrypting) {
      low = thisLow;
      high = thisHigh;
    }
    blocks(encrypting, data, at, 16);
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    throw new IllegalStateException("the end of the data decides about the block before it");
  }

  @Override
  public void close() {
    super.close();
    blocks.close();
    tweakBlocks.close();
  }
}
