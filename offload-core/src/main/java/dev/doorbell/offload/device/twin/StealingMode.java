package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * CBC with ciphertext stealing in its three variants (SP 800-38A, addendum), for more than one
 * block. With X the ciphertext of the last block but one, Y that of the last block after padding
 * with zeros, and d its bytes before: CS1 ends with X cut to d, Y; CS3 with Y, X cut to d; CS2 is
 * CS1 when d is a whole block, and CS3 otherwise.
 */
final class StealingMode extends BlockMode {
  private final Blocks blocks;
  private final byte[] x = new byte[16];
  private final byte[] y = new byte[16];
  private final byte[] saved = new byte[16];

  StealingMode(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  void begin(SecRequest job) {
    blocks.setKey(key, 0, job.keyBytes());
  }

  @Override
  void whole(SecRequest job, JobOutput output, byte[] data) {
    int length = job.cipherLength;
    output.source.read(0, data, 0, length);
    int rest = (length + 15) % 16 + 1;
    int last = length - rest - 16;
    for (int at = 0; at < last; at += 16) {
      if (encrypts(job)) {
        chainIn(data, at);
        blocks.apply(true, x, 0, 16, data, at);
        System.arraycopy(data, at, iv, 0, 16);
      } else {
        System.arraycopy(data, at, saved, 0, 16);
        blocks.apply(false, saved, 0, 16, data, at);
        xor(data, at, iv, 16);
        System.arraycopy(saved, 0, iv, 0, 16);
      }
    }
    boolean swapped = job.cWidth == 3 || job.cWidth == 2 && rest < 16;
    if (encrypts(job)) {
      seal(data, last, rest, swapped);
    } else {
      open(data, last, rest, swapped);
    }
    Arrays.fill(x, (byte) 0);
    Arrays.fill(y, (byte) 0);
    Arrays.fill(saved, (byte) 0);
  }

  /** {@link #x} becomes a block of plaintext with the chain in it. */
  private void chainIn(byte[] data, int at) {
    System.arraycopy(data, at, x, 0, 16);
    xor(x, 0, iv, 16);
  }

  private void seal(byte[] data, int at, int rest, boolean swapped) {
    chainIn(data, at);
    blocks.apply(true, x, 0, 16, saved, 0);
    System.arraycopy(saved, 0, x, 0, 16);
    xor(saved, 0, data, at + 16, rest);
    blocks.apply(true, saved, 0, 16, y, 0);
    System.arraycopy(swapped ? y : x, 0, data, at, swapped ? 16 : rest);
    System.arraycopy(swapped ? x : y, 0, data, at + (swapped ? 16 : rest), swapped ? rest : 16);
  }

  private void open(byte[] data, int at, int rest, boolean swapped) {
    int yAt = swapped ? at : at + rest;
    int xAt = swapped ? at + 16 : at;
    blocks.apply(false, data, yAt, 16, y, 0);
    // What was padded with zeros carries the end of X.
    System.arraycopy(y, 0, x, 0, 16);
    System.arraycopy(data, xAt, x, 0, rest);
    xor(y, 0, x, 16);
    blocks.apply(false, x, 0, 16, saved, 0);
    xor(saved, 0, iv, 16);
    System.arraycopy(saved, 0, data, at, 16);
    System.arraycopy(y, 0, data, at + 16, rest);
  }

  private static void xor(byte[] to, int at, byte[] with, int bytes) {
    xor(to, at, with, 0, bytes);
  }

  private static void xor(byte[] to, int at, byte[] with, int from, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to[at + i] ^= with[from + i];
    }
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    throw new IllegalStateException("the end of the data decides about the block before it");
  }

  @Override
  public void close() {
    super.close();
    blocks.close();
  }
}
