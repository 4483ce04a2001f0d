package dev.doorbell.offload.device.twin;

/** AES-ECB. */
final class AesEcb extends BlockMode {
  private final AesCipher aes = new AesCipher("AES/ECB/NoPadding");

  @Override
  void begin(SecRequest job) {
    aes.use(encrypts(job), key, job.keyBytes(), null);
  }

  @Override
  void piece(SecRequest job, int length, byte[] out, int offset) {
    aes.update(encrypts(job), chunk, 0, length, out, offset);
  }

  @Override
  public void close() {
    super.close();
    aes.close();
  }
}
