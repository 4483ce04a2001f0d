package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** SM4 by the book. */
final class Sm4Blocks implements Blocks {
  private final Sm4 sm4 = new Sm4();
  private final byte[] key = new byte[16];

  @Override
  public void setKey(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, key, 0, key.length);
    sm4.setKey(key);
  }

  @Override
  public void apply(boolean encrypting, byte[] in, int from, int length, byte[] out, int to) {
    for (int at = 0; at < length; at += 16) {
      sm4.block(encrypting, in, from + at, out, to + at);
    }
  }

  @Override
  public void close() {
    sm4.wipe();
    Arrays.fill(key, (byte) 0);
  }
}
