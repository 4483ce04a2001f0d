package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * CFB with whole blocks fed back, and OFB (SP 800-38A, 6.3 and 6.4). Both encrypt the register in
 * both directions; the last block may be a part of one.
 */
final class FeedbackMode extends BlockMode {
  private final Blocks blocks;
  private final byte[] stream = new byte[16];

  FeedbackMode(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  void begin(SecRequest job) {
    blocks.setKey(key, 0, job.keyBytes());
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    for (int at = 0; at < length; at += 16) {
      int bytes = Math.min(16, length - at);
      blocks.apply(true, iv, 0, 16, stream, 0);
      for (int i = 0; i < bytes; i++) {
        out[offset + at + i] = (byte) (chunk[at + i] ^ stream[i]);
      }
      // iv is the register: what goes into the next block.
      if (job.cMode == SecRequest.OFB) {
        System.arraycopy(stream, 0, iv, 0, 16);
      } else if (encrypts(job)) {
        System.arraycopy(out, offset + at, iv, 0, bytes);
      } else {
        System.arraycopy(chunk, at, iv, 0, bytes);
      }
    }
    Arrays.fill(stream, (byte) 0);
  }

  @Override
  public void close() {
    super.close();
    blocks.close();
  }
}
