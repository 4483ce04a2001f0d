package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** AES out of the JDK. */
final class AesBlocks implements Blocks {
  private final AesCipher aes = new AesCipher("AES/ECB/NoPadding");
  private final byte[] key = new byte[32];
  private int keyLength;

  @Override
  public void setKey(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, key, 0, length);
    keyLength = length;
  }

  @Override
  public void apply(boolean encrypting, byte[] in, int from, int length, byte[] out, int to) {
    aes.use(encrypting, key, keyLength, null);
    aes.update(encrypting, in, from, length, out, to);
  }

  @Override
  public void close() {
    aes.close();
    Arrays.fill(key, (byte) 0);
  }
}
