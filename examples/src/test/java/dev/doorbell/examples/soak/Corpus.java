package dev.doorbell.examples.soak;

import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.KeyMaterial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Messages of many sizes, most of them small, with everything that the JDK makes of them: computed
 * once, so that checking a job costs a comparison.
 */
final class Corpus {
  private static final int MESSAGES = 400;

  private final Message[] messages = new Message[MESSAGES];

  /** One plain text and what the JDK makes of it. */
  record Message(
      byte[] plain,
      byte[] key,
      KeyMaterial material,
      byte[] iv,
      byte[] nonce,
      byte[] cbc,
      byte[] ctr,
      byte[] gcm,
      byte[] spoilt,
      byte[] zlib,
      byte[] gzip) {}

  Corpus(long seed) throws GeneralSecurityException, IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < MESSAGES; i++) {
      messages[i] = message(random, size(random));
    }
  }

  Message any(SplittableRandom random) {
    return messages[random.nextInt(MESSAGES)];
  }

  /** Nine of ten below 1 KiB, one of a hundred up to 64 KiB; whole blocks, for CBC. */
  private static int size(SplittableRandom random) {
    int tenth = random.nextInt(100);
    int most = tenth < 90 ? 1 << 10 : tenth < 99 ? 8 << 10 : 64 << 10;
    return 16 * (1 + random.nextInt(most / 16));
  }

  private static Message message(SplittableRandom random, int size)
      throws GeneralSecurityException, IOException {
    byte[] plain = new byte[size];
    for (int i = 0; i < size; i++) {
      plain[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 'a' + i % 11);
    }
    byte[] key = bytes(random, 16 + 16 * random.nextInt(2));
    byte[] iv = bytes(random, 16);
    byte[] nonce = bytes(random, 12);
    byte[] gcm = seal("AES/GCM/NoPadding", key, new GCMParameterSpec(128, nonce), plain);
    byte[] spoilt = gcm.clone();
    spoilt[random.nextInt(spoilt.length)] ^= 0x10;
    return new Message(
        plain,
        key,
        KeyMaterial.copyOf(key),
        iv,
        nonce,
        seal("AES/CBC/NoPadding", key, new IvParameterSpec(iv), plain),
        seal("AES/CTR/NoPadding", key, new IvParameterSpec(iv), plain),
        gcm,
        spoilt,
        zlib(plain),
        gzip(plain));
  }

  private static byte[] seal(
      String name, byte[] key, AlgorithmParameterSpec parameters, byte[] plain)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(name, "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
    return cipher.doFinal(plain);
  }

  private static byte[] zlib(byte[] plain) {
    byte[] packed = new byte[(int) DeflateJob.outputBound(plain.length)];
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(plain);
      deflater.finish();
      return Arrays.copyOf(packed, deflater.deflate(packed));
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Every format's messages end whole. */
  static Ending ending(Format format) {
    return format == Format.RAW ? Ending.LAST_PIECE : Ending.WHOLE;
  }
}
