package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * A hash function of the Merkle and Damgård kind, whose state between two blocks can be taken out
 * and put in again, as a stream's pieces need it (ref 4.7). The format of the state is not stated
 * there; here it is the standard's own, words in the byte order of the digest.
 */
abstract class ChainedHash implements Hash {
  final byte[] block;

  private final int digestBytes;
  private final boolean bigEndian;
  private final byte[] last = new byte[64];
  private int used;
  private long total;

  /** The last 8 or, with large blocks, 16 bytes of the message's last block hold its length. */
  ChainedHash(int blockBytes, int digestBytes, boolean bigEndian) {
    block = new byte[blockBytes];
    this.digestBytes = digestBytes;
    this.bigEndian = bigEndian;
  }

  /** Sets the state to the function's start value. */
  abstract void start();

  /** Takes {@link #block} into the state. */
  abstract void compress();

  /** Bytes of the state. */
  abstract int stateBytes();

  abstract void store(byte[] to, int at);

  abstract void load(byte[] from, int at);

  @Override
  public final void update(byte[] bytes, int from, int length) {
    total += length;
    for (int at = from; at < from + length; ) {
      int taken = Math.min(block.length - used, from + length - at);
      System.arraycopy(bytes, at, block, used, taken);
      used += taken;
      at += taken;
      if (used == block.length) {
        compress();
        used = 0;
      }
    }
  }

  @Override
  public final void finish(byte[] to, int at) {
    finish(total * 8, to, at);
  }

  /** As {@link #finish(byte[], int)}, when only the end of the message was given here. */
  final void finish(long totalBits, byte[] to, int at) {
    block[used++] = (byte) 0x80;
    int lengthAt = block.length - 8;
    if (used > block.length - block.length / 8) {
      Arrays.fill(block, used, block.length, (byte) 0);
      compress();
      used = 0;
    }
    Arrays.fill(block, used, lengthAt, (byte) 0);
    Words.put64(block, lengthAt, bigEndian ? Long.reverseBytes(totalBits) : totalBits);
    compress();
    store(last, 0);
    System.arraycopy(last, 0, to, at, digestBytes);
    reset();
  }

  @Override
  public final void reset() {
    start();
    Arrays.fill(block, (byte) 0);
    Arrays.fill(last, (byte) 0);
    used = 0;
    total = 0;
  }
}
