package dev.doorbell.bench;

import dev.doorbell.provider.DoorbellProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One program of {@link FreshJvm}'s: from its first call on it encrypts or decrypts messages of one
 * size, each in one {@code doFinal}, for some seconds. Arguments: provider (SunJCE or Doorbell),
 * work (a key of {@link #WORKS}), bytes per message, seconds. Prints the rate over all of the time
 * in MB/s (10^6 bytes per second), the milliseconds of the first call, and the rates of the first
 * half second and of the last second.
 */
public final class FreshJvmRun {
  /** Transformation by name of the work; the last letter says which way. */
  static final Map<String, String> WORKS =
      Map.of(
          "GCM-E", "AES/GCM/NoPadding",
          "GCM-D", "AES/GCM/NoPadding",
          "CTR-E", "AES/CTR/NoPadding",
          "CTR-D", "AES/CTR/NoPadding",
          "CBC-E", "AES/CBC/PKCS5Padding",
          "CBC-D", "AES/CBC/PKCS5Padding");

  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

  private final String work;
  private final byte[] iv;

  private FreshJvmRun(String work) {
    this.work = work;
    iv = new byte[work.startsWith("GCM") ? 12 : 16];
  }

  public static void main(String[] args) throws GeneralSecurityException {
    Provider provider =
        args[0].equals("Doorbell") ? new DoorbellProvider() : Security.getProvider(args[0]);
    new FreshJvmRun(args[1]).run(provider, Integer.parseInt(args[2]), Double.parseDouble(args[3]));
  }

  private void run(Provider provider, int bytes, double seconds) throws GeneralSecurityException {
    boolean decrypt = work.endsWith("D");
    byte[] input = new byte[bytes];
    if (decrypt) {
      // By a library that shares no code with the one under test.
      Cipher other =
          Cipher.getInstance(
              WORKS.get(work), new org.bouncycastle.jce.provider.BouncyCastleProvider());
      init(other, Cipher.ENCRYPT_MODE);
      input = other.doFinal(input);
    }
    Cipher cipher = Cipher.getInstance(WORKS.get(work), provider);
    byte[] output = new byte[bytes + 32];
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long n = 0;
    long first = 0;
    long early = 0;
    long lateCalls = 0;
    long lateStart = 0;
    long now = start;
    while (now < end) {
      if (!decrypt) {
        iv[0] = (byte) n;
        iv[1] = (byte) (n >> 8);
        iv[2] = (byte) (n >> 16);
      }
      init(cipher, decrypt ? Cipher.DECRYPT_MODE : Cipher.ENCRYPT_MODE);
      cipher.doFinal(input, 0, input.length, output, 0);
      n++;
      now = System.nanoTime();
      if (n == 1) {
        first = now - start;
      }
      if (now - start < 500_000_000) {
        early = n;
      }
      if (lateStart == 0 && end - now < 1_000_000_000) {
        lateStart = now;
        lateCalls = n;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.0f %.1f %.0f %.0f%n",
        rate(n, bytes, now - start),
        first / 1e6,
        rate(early, bytes, 500_000_000),
        rate(n - lateCalls, bytes, now - lateStart));
  }

  private void init(Cipher cipher, int mode) throws GeneralSecurityException {
    cipher.init(
        mode, KEY, iv.length == 12 ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
  }

  private static double rate(long calls, int bytes, long ns) {
    return calls * (double) bytes / ns * 1e3;
  }
}
