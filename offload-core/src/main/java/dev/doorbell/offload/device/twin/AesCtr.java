package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * AES-CTR, the counter being all 128 bits of the IV: the key stream is AES-ECB over counters, since
 * the JDK's CTR allocates per init.
 */
final class AesCtr extends BlockMode {
  private final AesCipher aes = new AesCipher("AES/ECB/NoPadding");
  private final byte[] counters = new byte[CHUNK];
  private final byte[] stream = new byte[CHUNK];

  @Override
  void begin(SecRequest job) {
    aes.use(true, key, job.keyBytes(), null);
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    int whole = (length + 15) / 16 * 16;
    long high = Long.reverseBytes(Words.i64(iv, 0));
    long low = Long.reverseBytes(Words.i64(iv, 8));
    for (int at = 0; at < whole; at += 16) {
      Words.put64(counters, at, Long.reverseBytes(high));
      Words.put64(counters, at + 8, Long.reverseBytes(low));
      high += ++low == 0 ? 1 : 0;
    }
    Words.put64(iv, 0, Long.reverseBytes(high));
    Words.put64(iv, 8, Long.reverseBytes(low));
    aes.update(true, counters, 0, whole, stream, 0);
    for (int i = 0; i < length; i++) {
      out[offset + i] = (byte) (chunk[i] ^ stream[i]);
    }
    Arrays.fill(stream, 0, whole, (byte) 0);
  }

  @Override
  public void close() {
    super.close();
    aes.close();
  }
}
