package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** SM4 in ECB, CBC and CTR, by the book. */
final class Sm4Modes extends BlockMode {
  private final Sm4 sm4 = new Sm4();
  private final byte[] block = new byte[16];

  @Override
  void begin(SecRequest job) {
    sm4.setKey(key);
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    for (int at = 0; at < length; at += 16) {
      switch (job.cMode) {
        case SecRequest.ECB -> sm4.block(encrypts(job), chunk, at, out, offset + at);
        case SecRequest.CBC -> cbc(encrypts(job), at, out, offset + at);
        default -> ctr(at, Math.min(16, length - at), out, offset + at);
      }
    }
    Arrays.fill(block, (byte) 0);
  }

  private void cbc(boolean encrypting, int at, byte[] out, int to) {
    if (encrypting) {
      for (int i = 0; i < 16; i++) {
        block[i] = (byte) (chunk[at + i] ^ iv[i]);
      }
      sm4.block(true, block, 0, out, to);
      System.arraycopy(out, to, iv, 0, 16);
    } else {
      sm4.block(false, chunk, at, out, to);
      for (int i = 0; i < 16; i++) {
        out[to + i] ^= iv[i];
      }
      System.arraycopy(chunk, at, iv, 0, 16);
    }
  }

  private void ctr(int at, int length, byte[] out, int to) {
    sm4.block(true, iv, 0, block, 0);
    increment(iv);
    for (int i = 0; i < length; i++) {
      out[to + i] = (byte) (chunk[at + i] ^ block[i]);
    }
  }

  /** Adds one to a 128-bit big-endian counter. */
  private static void increment(byte[] counter) {
    for (int i = 15; i >= 0 && ++counter[i] == 0; i--) {
      // the carry goes on to the next byte
    }
  }

  @Override
  public void close() {
    super.close();
    sm4.wipe();
  }
}
