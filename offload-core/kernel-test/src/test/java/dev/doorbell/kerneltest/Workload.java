package dev.doorbell.kerneltest;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.provider.DoorbellProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

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

  /**
   * What {@link #round} leaves out: whole messages of each format, streams in pieces with and
   * without a dictionary, SM4.
   */
  void further(int n) {
    try {
      for (Format format : Format.values()) {
        message(format, n);
      }
      pieces(n, null);
      pieces(n, bytes(500));
      sm4("SM4/CBC/PKCS5Padding", n);
      sm4("SM4/CTR/NoPadding", n);
    } catch (GeneralSecurityException | DataFormatException | IOException e) {
      throw new AssertionError("a call failed, " + where + ", n=" + n, e);
    }
  }

  private void message(Format format, int n) throws DataFormatException, IOException {
    byte[] plain = text(n);
    byte[] packed = new byte[(int) DeflateJob.outputBound(n)];
    JobResult result = new JobResult();
    Outcome outcome =
        offload.execute(
            new DeflateJob(
                format,
                -1,
                0,
                MemorySegment.NULL,
                DeflateJob.Ending.WHOLE,
                MemorySegment.ofArray(plain),
                MemorySegment.ofArray(packed)),
            result);
    is(Outcome.Done.DONE, outcome, "deflate " + format);
    packed = Arrays.copyOf(packed, (int) result.produced());
    byte[] back =
        format == Format.GZIP
            ? new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes()
            : inflate(new Inflater(format == Format.RAW), packed, n);
    same("JDK reads our " + format + " message", plain, back);

    byte[] theirs = jdkMessage(format, plain);
    back = new byte[n];
    outcome =
        offload.execute(
            new InflateJob(format, MemorySegment.ofArray(theirs), MemorySegment.ofArray(back)),
            result);
    is(Outcome.Done.DONE, outcome, "inflate " + format);
    same("we read the JDK's " + format + " message", plain, back);
    if (format != Format.RAW) {
      // A bit of the checksum: the trailer is its 4 bytes, for gzip followed by 4 of the length.
      theirs[theirs.length - (format == Format.GZIP ? 5 : 1)] ^= 1;
      outcome =
          offload.execute(
              new InflateJob(format, MemorySegment.ofArray(theirs), MemorySegment.ofArray(back)),
              result);
      is(Outcome.Rejected.MALFORMED, outcome, "inflate " + format + " with a bad checksum");
    }
  }

  private static byte[] jdkMessage(Format format, byte[] plain) throws IOException {
    if (format == Format.GZIP) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(plain);
      }
      return out.toByteArray();
    }
    Deflater deflater = new Deflater(6, format == Format.RAW);
    deflater.setInput(plain);
    deflater.finish();
    byte[] packed = new byte[plain.length + plain.length / 8 + 1024];
    int size = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, size);
  }

  private void pieces(int n, byte[] dictionary) throws DataFormatException {
    byte[] plain = text(n);
    byte[] packed = new byte[2 * n + 4096];
    int size = 0;
    OffloadDeflater deflater = new OffloadDeflater(6, false, offload);
    try {
      if (dictionary != null) {
        deflater.setDictionary(dictionary);
      }
      int piece = Math.max(1, n / 5);
      for (int at = 0; at < n; at += piece) {
        deflater.setInput(plain, at, Math.min(piece, n - at));
        int got;
        do {
          got = deflater.deflate(packed, size, packed.length - size, Deflater.SYNC_FLUSH);
          size += got;
        } while (got > 0 && !deflater.needsInput());
      }
      deflater.finish();
      while (!deflater.finished()) {
        size += deflater.deflate(packed, size, packed.length - size);
      }
    } finally {
      deflater.end();
    }
    Inflater inflater = new Inflater();
    byte[] back = new byte[n];
    inflater.setInput(packed, 0, size);
    int got = inflater.inflate(back);
    if (got == 0 && inflater.needsDictionary()) {
      inflater.setDictionary(dictionary);
      got = inflater.inflate(back);
    }
    boolean ended =
        inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
    inflater.end();
    is(n, got, "bytes of the pieces");
    is(true, ended, "the pieces' stream ends");
    same("JDK reads our pieces", plain, back);
  }

  private void sm4(String transformation, int n) throws GeneralSecurityException {
    Provider oracle = new BouncyCastleProvider();
    byte[] plain = bytes(n);
    SecretKeySpec key = new SecretKeySpec(bytes(16), "SM4");
    IvParameterSpec iv = new IvParameterSpec(bytes(16));
    byte[] expected =
        run(Cipher.getInstance(transformation, oracle), Cipher.ENCRYPT_MODE, key, iv, plain);
    same(
        "encrypt " + transformation,
        expected,
        run(Cipher.getInstance(transformation, provider), Cipher.ENCRYPT_MODE, key, iv, plain));
    same(
        "decrypt " + transformation,
        plain,
        run(Cipher.getInstance(transformation, provider), Cipher.DECRYPT_MODE, key, iv, expected));
  }

  private void is(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": " + actual + ", expected: " + expected + ", " + where);
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
