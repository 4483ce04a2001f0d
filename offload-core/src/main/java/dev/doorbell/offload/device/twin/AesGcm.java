package dev.doorbell.offload.device.twin;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM out of the JDK. Decryption runs the payload through CTR and computes the tag by
 * encrypting what came out: so the plaintext is there whatever the tag says, and short tags work,
 * which the JDK does not offer.
 */
final class AesGcm extends GcmMode {
  private static final String PROVIDER = "SunJCE";

  @Override
  void seal(SecRequest job, byte[] from, byte[] to) {
    try {
      // A new object each time: the JDK's refuses the IV it had last, a device does not.
      Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
      gcm.init(Cipher.ENCRYPT_MODE, secret(job), new GCMParameterSpec(128, iv, 0, IV_BYTES));
      gcm.updateAAD(from, 0, job.authLength);
      int end = job.authLength + job.cipherLength;
      int out = job.authLength;
      for (int at = job.authLength; at < end; at += BlockMode.CHUNK) {
        out += gcm.update(from, at, Math.min(BlockMode.CHUNK, end - at), to, out);
      }
      byte[] rest = gcm.doFinal();
      System.arraycopy(rest, 0, to, out, rest.length - 16);
      System.arraycopy(rest, rest.length - 16, tag, 0, 16);
      Arrays.fill(rest, (byte) 0);
    } catch (GeneralSecurityException e) {
      throw notToBeHad(e);
    }
  }

  @Override
  void open(SecRequest job, byte[] from, byte[] to) {
    try {
      // Counter value 1 makes the tag; the payload starts at 2.
      setCounter(2);
      Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding", PROVIDER);
      ctr.init(Cipher.DECRYPT_MODE, secret(job), new IvParameterSpec(iv));
      int end = job.authLength + job.cipherLength;
      for (int at = job.authLength; at < end; at += BlockMode.CHUNK) {
        ctr.update(from, at, Math.min(BlockMode.CHUNK, end - at), to, at);
      }
      seal(job, to, from);
    } catch (GeneralSecurityException e) {
      throw notToBeHad(e);
    }
  }

  private SecretKeySpec secret(SecRequest job) {
    return new SecretKeySpec(key, 0, job.keyBytes(), "AES");
  }

  private static IllegalStateException notToBeHad(GeneralSecurityException cause) {
    return new IllegalStateException("AES/GCM is not to be had from " + PROVIDER, cause);
  }
}
