package dev.doorbell.kerneltest;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an application does: ciphers of the JCA and streams of the codec, each result compared with
 * the JDK's own.
 */
final class Workload {
  private final Offload offload;
  private final DoorbellProvider provider;
  private final Random random;
  private final String where;

  Workload(Offload offload, long seed) {
    this.offload = offload;
    provider = new DoorbellProvider(offload);
    random = new Random(seed);
    where = "seed=" + seed;
  }

  /** One operation of each kind with {@code n} bytes. */
  void round(int n) {
    try {
      cipher("AES/CBC/PKCS5Padding", n, 16);
      cipher("AES/CTR/NoPadding", n, 16);
      cipher("AES/ECB/PKCS5Padding", n, 0);
      gcm(n);
      zip(n, false);
      zip(n, true);
    } catch (GeneralSecurityException | DataFormatException e) {
      throw new AssertionError("a call failed, " + where + ", n=" + n, e);
    }
  }

  /** Ciphers only. */
  void ciphers(int n) {
    try {
      cipher("AES/CBC/PKCS5Padding", n, 16);
      gcm(n);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a call failed, " + where + ", n=" + n, e);
    }
  }

  /** Compression both ways only. */
  void zips(int n) {
    try {
      zip(n, random.nextBoolean());
    } catch (DataFormatException e) {
      throw new AssertionError("a call failed, " + where + ", n=" + n, e);
    }
  }

  void cipher(String transformation, int n, int ivBytes) throws GeneralSecurityException {
    byte[] plain = bytes(n);
    SecretKeySpec key = key();
    AlgorithmParameterSpec iv = ivBytes == 0 ? null : new IvParameterSpec(bytes(ivBytes));
    byte[] expected =
        run(Cipher.getInstance(transformation, "SunJCE"), Cipher.ENCRYPT_MODE, key, iv, plain);
    same(
        "encrypt " + transformation,
        expected,
        run(Cipher.getInstance(transformation, provider), Cipher.ENCRYPT_MODE, key, iv, plain));
    same(
        "decrypt " + transformation,
        plain,
        run(Cipher.getInstance(transformation, provider), Cipher.DECRYPT_MODE, key, iv, expected));
  }

  private static byte[] run(
      Cipher cipher, int mode, SecretKeySpec key, AlgorithmParameterSpec iv, byte[] input)
      throws GeneralSecurityException {
    cipher.init(mode, key, iv);
    return cipher.doFinal(input);
  }

  void gcm(int n) throws GeneralSecurityException {
    byte[] plain = bytes(n);
    byte[] aad = bytes(random.nextInt(64));
    SecretKeySpec key = key();
    AlgorithmParameterSpec iv = new GCMParameterSpec(128 - 8 * random.nextInt(4), bytes(12));
    byte[] expected =
        gcm(
            Cipher.getInstance("AES/GCM/NoPadding", "SunJCE"),
            Cipher.ENCRYPT_MODE,
            key,
            iv,
            aad,
            plain);
    same(
        "seal",
        expected,
        gcm(
            Cipher.getInstance("AES/GCM/NoPadding", provider),
            Cipher.ENCRYPT_MODE,
            key,
            iv,
            aad,
            plain));
    same(
        "open",
        plain,
        gcm(
            Cipher.getInstance("AES/GCM/NoPadding", provider),
            Cipher.DECRYPT_MODE,
            key,
            iv,
            aad,
            expected));
    expected[random.nextInt(expected.length)] ^= 1;
    try {
      gcm(
          Cipher.getInstance("AES/GCM/NoPadding", provider),
          Cipher.DECRYPT_MODE,
          key,
          iv,
          aad,
          expected);
      throw new AssertionError("a forged message was opened, " + where);
    } catch (AEADBadTagException rightAnswer) {
      // As it must be.
    }
  }

  private static byte[] gcm(
      Cipher cipher,
      int mode,
      SecretKeySpec key,
      AlgorithmParameterSpec iv,
      byte[] aad,
      byte[] input)
      throws GeneralSecurityException {
    cipher.init(mode, key, iv);
    cipher.updateAAD(aad);
    return cipher.doFinal(input);
  }

  void zip(int n, boolean nowrap) throws DataFormatException {
    byte[] plain = text(n);
    byte[] packed = new byte[n + n / 8 + 1024];
    OffloadDeflater deflater = new OffloadDeflater(6, nowrap, offload);
    int size = 0;
    try {
      deflater.setInput(plain);
      deflater.finish();
      while (!deflater.finished()) {
        size += deflater.deflate(packed, size, packed.length - size);
      }
    } finally {
      deflater.end();
    }
    same("JDK reads ours", plain, inflate(new Inflater(nowrap), Arrays.copyOf(packed, size), n));
    byte[] jdk = new byte[n + n / 8 + 1024];
    Deflater theirs = new Deflater(6, nowrap);
    theirs.setInput(plain);
    theirs.finish();
    int jdkSize = theirs.deflate(jdk);
    theirs.end();
    same(
        "ours reads JDK's",
        plain,
        inflate(new OffloadInflater(nowrap, offload), Arrays.copyOf(jdk, jdkSize), n));
  }

  private static byte[] inflate(Inflater inflater, byte[] packed, int n)
      throws DataFormatException {
    byte[] plain = new byte[n + 1];
    int size = 0;
    try {
      inflater.setInput(packed);
      while (!inflater.finished()) {
        int got = inflater.inflate(plain, size, plain.length - size);
        if (got == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new AssertionError("stream ended early at " + size + " of " + n);
        }
        size += got;
      }
    } finally {
      inflater.end();
    }
    return Arrays.copyOf(plain, size);
  }

  private SecretKeySpec key() {
    return new SecretKeySpec(bytes(16 + 8 * random.nextInt(3)), "AES");
  }

  private byte[] bytes(int n) {
    byte[] bytes = new byte[n];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Compressible by about a half. */
  private byte[] text(int n) {
    byte[] text = new byte[n];
    for (int i = 0; i < n; i++) {
      text[i] = (byte) (i % 97 < 40 ? 'a' + i % 13 : ' ' + random.nextInt(64));
    }
    return text;
  }

  private void same(String what, byte[] expected, byte[] actual) {
    int at = Arrays.mismatch(expected, actual);
    if (at >= 0) {
      throw new AssertionError(
          what
              + ": differs at byte "
              + at
              + " of "
              + expected.length
              + " (ours "
              + actual.length
              + "), "
              + where);
    }
  }
}
