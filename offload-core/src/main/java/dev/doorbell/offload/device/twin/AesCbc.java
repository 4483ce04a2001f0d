package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * AES-CBC on a JDK cipher whose chain is never restarted: with R the last ciphertext block it has
 * seen, a job with start value V is run by xor-ing R ^ V into the first plaintext block, before
 * encryption or after decryption. A fresh init would allocate.
 */
final class AesCbc extends BlockMode {
  private static final byte[] ZERO = new byte[16];

  private final AesCipher aes = new AesCipher("AES/CBC/NoPadding");
  private final byte[] encryptChain = new byte[16];
  private final byte[] decryptChain = new byte[16];
  private boolean first;

  @Override
  void begin(SecRequest job) {
    byte[] chain = encrypts(job) ? encryptChain : decryptChain;
    if (aes.use(encrypts(job), key, job.keyBytes(), ZERO)) {
      Arrays.fill(chain, (byte) 0);
    }
    first = true;
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    boolean encrypting = encrypts(job);
    byte[] chain = encrypting ? encryptChain : decryptChain;
    if (first && encrypting) {
      correct(chunk, 0, chain);
    }
    aes.update(encrypting, chunk, 0, length, out, offset);
    if (first && !encrypting) {
      correct(out, offset, chain);
    }
    first = false;
    System.arraycopy(
        encrypting ? out : chunk, (encrypting ? offset : 0) + length - 16, chain, 0, 16);
  }

  private void correct(byte[] block, int at, byte[] chain) {
    for (int i = 0; i < 16; i++) {
      block[at + i] ^= (byte) (chain[i] ^ iv[i]);
    }
  }

  @Override
  public void close() {
    super.close();
    aes.close();
  }
}
