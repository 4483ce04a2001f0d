package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** SM4-GCM by the book (SP 800-38D with another block cipher, as RFC 8998 has it). */
final class Sm4Gcm extends GcmMode {
  private final Blocks blocks = new Sm4Blocks();
  private final Ghash ghash = new Ghash();
  private final byte[] stream = new byte[16];

  @Override
  void seal(SecRequest job, byte[] from, byte[] to) {
    begin(job);
    counter(job, from, to);
    finish(job, to);
  }

  @Override
  void open(SecRequest job, byte[] from, byte[] to) {
    begin(job);
    finish(job, from);
    counter(job, from, to);
  }

  private void begin(SecRequest job) {
    blocks.setKey(key, 0, job.keyBytes());
    Arrays.fill(stream, (byte) 0);
    blocks.apply(true, stream, 0, 16, stream, 0);
    ghash.start(stream);
  }

  private void counter(SecRequest job, byte[] from, byte[] to) {
    int end = job.authLength + job.cipherLength;
    int value = 2;
    for (int at = job.authLength; at < end; at += 16) {
      setCounter(value++);
      blocks.apply(true, iv, 0, 16, stream, 0);
      for (int i = 0; i < Math.min(16, end - at); i++) {
        to[at + i] = (byte) (from[at + i] ^ stream[i]);
      }
    }
  }

  /** The tag over AAD and ciphertext. */
  private void finish(SecRequest job, byte[] data) {
    ghash.update(data, 0, job.authLength);
    ghash.update(data, job.authLength, job.cipherLength);
    ghash.finish(job.authLength * 8L, job.cipherLength * 8L, tag);
    setCounter(1);
    blocks.apply(true, iv, 0, 16, stream, 0);
    for (int i = 0; i < 16; i++) {
      tag[i] ^= stream[i];
    }
    Arrays.fill(stream, (byte) 0);
  }

  @Override
  public void close() {
    super.close();
    blocks.close();
    ghash.wipe();
  }
}
