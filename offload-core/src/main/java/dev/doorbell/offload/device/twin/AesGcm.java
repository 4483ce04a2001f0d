package dev.doorbell.offload.device.twin;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM, 12-byte IV, tags of 8 to 16 bytes. The source holds AAD and payload, and so does the
 * result (ref 4.8). Decryption runs the payload through CTR and computes the tag by encrypting what
 * came out: so the plaintext is there whatever the tag says, as the reference warns, and short tags
 * work, which the JDK does not offer.
 */
final class AesGcm implements SecMode {
  private static final String PROVIDER = "SunJCE";
  private static final int IV_BYTES = 12;

  private final byte[] key = new byte[32];
  private final byte[] iv = new byte[16];
  private final byte[] authIv = new byte[IV_BYTES];
  private final byte[] expected = new byte[16];
  private final byte[] tail = new byte[32];
  private byte[] input = new byte[4096];

  @Override
  public int check(SecRequest job, TwinDeviceSpec spec) {
    if (job.cipherOffset != job.authLength
        || job.seq != (job.cipher == SecRequest.DECRYPT ? 1 : 0)) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean emptyAllowed = spec.api() >= 3 && job.authLength > 0;
    boolean lengths = job.cipherLength > 0 || emptyAllowed;
    if (!lengths
        || job.cipherLength + job.authLength > SecEngine.MAX_BYTES
        || job.icvLength < 8
        || job.icvLength > 16) {
      return SecEngine.BAD_LENGTH;
    }
    boolean addresses =
        ProcessMemory.plausible(job.mac, job.icvLength)
            && ProcessMemory.plausible(job.aIv, IV_BYTES)
            && ProcessMemory.plausible(job.aKey, job.keyBytes());
    if (!addresses) {
      return SecEngine.BAD_ADDRESS;
    }
    ProcessMemory.read(job.aIv, authIv, 0, IV_BYTES);
    ProcessMemory.read(job.cIv, iv, 0, IV_BYTES);
    return Arrays.equals(authIv, 0, IV_BYTES, iv, 0, IV_BYTES) ? 0 : SecEngine.BAD_DESCRIPTOR;
  }

  @Override
  public int sourceBytes(SecRequest job) {
    return job.authLength + job.cipherLength;
  }

  @Override
  public boolean run(SecRequest job, JobOutput output) {
    int total = sourceBytes(job);
    if (input.length < total) {
      input = new byte[total];
    }
    output.source.read(0, input, 0, total);
    ProcessMemory.read(job.cKey, key, 0, job.keyBytes());
    byte[] data = output.ensure(total);
    output.length = total;
    try {
      SecretKeySpec secret = new SecretKeySpec(key, 0, job.keyBytes(), "AES");
      System.arraycopy(input, 0, data, 0, job.authLength);
      if (job.cipher == SecRequest.ENCRYPT) {
        seal(secret, job, input, data);
        System.arraycopy(tail, 0, output.tag, 0, job.icvLength);
        output.tagLength = job.icvLength;
        output.tagAddress = job.mac;
        return true;
      }
      // Counter value 1 makes the tag; the payload starts at 2 (SP 800-38D, 7.1).
      Words.put32(iv, IV_BYTES, Integer.reverseBytes(2));
      Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding", PROVIDER);
      ctr.init(Cipher.DECRYPT_MODE, secret, new IvParameterSpec(iv));
      for (int from = job.authLength; from < total; from += BlockMode.CHUNK) {
        ctr.update(input, from, Math.min(BlockMode.CHUNK, total - from), data, from);
      }
      seal(secret, job, data, input);
      ProcessMemory.read(job.mac, expected, 0, job.icvLength);
      return Arrays.equals(tail, 0, job.icvLength, expected, 0, job.icvLength);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/GCM is not to be had from " + PROVIDER, e);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(tail, (byte) 0);
      if (input.length > 1 << 20) {
        input = new byte[4096];
      } else {
        Arrays.fill(input, 0, Math.min(input.length, total), (byte) 0);
      }
    }
  }

  /**
   * Encrypts the payload of {@code from} (AAD, payload) into the same place of {@code to}; the full
   * tag goes to {@link #tail}.
   */
  private void seal(SecretKeySpec secret, SecRequest job, byte[] from, byte[] to)
      throws GeneralSecurityException {
    // A new object each time: the JDK's refuses the IV it had last, a device does not.
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
    gcm.init(Cipher.ENCRYPT_MODE, secret, new GCMParameterSpec(128, iv, 0, IV_BYTES));
    gcm.updateAAD(from, 0, job.authLength);
    int end = job.authLength + job.cipherLength;
    int out = job.authLength;
    for (int at = job.authLength; at < end; at += BlockMode.CHUNK) {
      out += gcm.update(from, at, Math.min(BlockMode.CHUNK, end - at), to, out);
    }
    byte[] rest = gcm.doFinal();
    System.arraycopy(rest, 0, to, out, rest.length - 16);
    System.arraycopy(rest, rest.length - 16, tail, 0, 16);
    Arrays.fill(rest, (byte) 0);
  }

  @Override
  public void close() {
    Arrays.fill(input, (byte) 0);
    Arrays.fill(iv, (byte) 0);
  }
}
