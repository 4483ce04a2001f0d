package dev.doorbell.examples;

import dev.doorbell.codec.OffloadGZIPOutputStream;
import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Stands for an application of yours: what is written to it is compressed, then encrypted. {@code
 * BackupTest} shows how to test such a thing without an accelerator, and with one that goes away.
 */
final class Backup {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Offload offload;
  private final DoorbellProvider provider;

  /**
   * @param offload {@link Offload#shared()} in production; stays the caller's
   */
  Backup(Offload offload) {
    this.offload = offload;
    provider = new DoorbellProvider(offload);
  }

  /** A stream whose closing completes the backup and closes {@code target}. */
  OutputStream open(OutputStream target, SecretKey key)
      throws IOException, GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    OutputStream sealing = new SealingOutputStream(target, cipher, key);
    return new OffloadGZIPOutputStream(sealing, BUFFER_BYTES, false, offload);
  }
}
