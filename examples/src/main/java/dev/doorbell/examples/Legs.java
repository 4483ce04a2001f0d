package dev.doorbell.examples;

import dev.doorbell.codec.OffloadDeflater;
import dev.doorbell.codec.OffloadGZIPInputStream;
import dev.doorbell.codec.OffloadGZIPOutputStream;
import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.Offload;
import dev.doorbell.provider.DoorbellProvider;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * What an application does with a file, in seven legs: Doorbell's side by the standard APIs, the
 * other side by the JDK's own providers and {@code java.util.zip}. Each leg ends in a SHA-256 of
 * what came out.
 */
final class Legs {
  /** One leg; {@code meter} gets the time spent in Doorbell's calls. */
  record Leg(String name, int passesOverFile, Body body) {}

  /** Returns the SHA-256 of what came out at the end. */
  interface Body {
    byte[] run(Meter meter) throws IOException, GeneralSecurityException;
  }

  private static final int BUFFER_BYTES = 64 << 10;
  private static final Provider JDK = Security.getProvider("SunJCE");

  private final Path file;
  private final Path folder;
  private final Offload offload;
  private final Provider doorbell;
  private final Progress progress;
  private final SecretKey key;

  /**
   * @param folder for two files of about the size of {@code file}, compressed
   * @param offload stays the caller's
   * @param key the same for all that share a folder
   */
  Legs(Path file, Path folder, Offload offload, SecretKey key, Progress progress) {
    this.file = file;
    this.folder = folder;
    this.offload = offload;
    this.progress = progress;
    doorbell = new DoorbellProvider(offload);
    this.key = key;
  }

  static SecretKey newKey() throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance("AES", JDK);
    generator.init(256);
    return generator.generateKey();
  }

  List<Leg> all() {
    return List.of(
        new Leg("gzip + AES/GCM, Doorbell writes, JDK reads", 2, this::sealWithDoorbell),
        new Leg("gzip + AES/GCM, JDK writes, Doorbell reads", 2, this::openWithDoorbell),
        new Leg("zlib + AES/CTR, Doorbell writes, JDK reads", 1, this::deflateAndEncrypt),
        new Leg("zlib records, JDK writes, Doorbell reads", 1, this::inflateRecords),
        new Leg(
            "AES/CTR, JDK writes, Doorbell reads", 1, meter -> decrypt("AES/CTR/NoPadding", meter)),
        new Leg(
            "AES/CBC, Doorbell writes, JDK reads",
            1,
            meter -> encrypt("AES/CBC/PKCS5Padding", meter)),
        new Leg(
            "AES/CBC, JDK writes, Doorbell reads",
            1,
            meter -> decrypt("AES/CBC/PKCS5Padding", meter)));
  }

  private byte[] sealWithDoorbell(Meter meter) throws IOException, GeneralSecurityException {
    Path sealed = folder.resolve("doorbell.gz.gcm");
    OutputStream far =
        meter.behind(new BufferedOutputStream(Files.newOutputStream(sealed), BUFFER_BYTES));
    OutputStream chain =
        new OffloadGZIPOutputStream(
            new SealingOutputStream(far, gcm(doorbell), key), BUFFER_BYTES, false, offload);
    try (OutputStream out = meter.before(chain)) {
      copyCounted(out);
    }
    Sha256Sink sink = new Sha256Sink(progress);
    try (InputStream in =
        new GZIPInputStream(new OpeningInputStream(read(sealed), gcm(JDK), key), BUFFER_BYTES)) {
      in.transferTo(sink);
    }
    return sink.digest();
  }

  private byte[] openWithDoorbell(Meter meter) throws IOException, GeneralSecurityException {
    Path sealed = folder.resolve("jdk.gz.gcm");
    if (Files.exists(sealed)) {
      progress.add(Files.size(file));
    } else {
      // Once for all passes: this side of the story is the JDK's, and always the same.
      SealingOutputStream seal =
          new SealingOutputStream(
              new BufferedOutputStream(Files.newOutputStream(sealed), BUFFER_BYTES), gcm(JDK), key);
      try (OutputStream out = new GZIPOutputStream(seal, BUFFER_BYTES)) {
        copyCounted(out);
      }
    }
    Sha256Sink sink = new Sha256Sink(progress);
    InputStream far = meter.behind(read(sealed));
    try (InputStream in =
        meter.before(
            new OffloadGZIPInputStream(
                new OpeningInputStream(far, gcm(doorbell), key), BUFFER_BYTES, offload))) {
      copy(in, sink, null);
    }
    return sink.digest();
  }

  private byte[] deflateAndEncrypt(Meter meter) throws IOException, GeneralSecurityException {
    Sha256Sink sink = new Sha256Sink(progress);
    IvParameterSpec iv = newIv();
    OutputStream jdk =
        new CipherOutputStream(
            new InflaterOutputStream(sink),
            cipher("AES/CTR/NoPadding", JDK, Cipher.DECRYPT_MODE, iv));
    OutputStream encrypting =
        new CipherOutputStream(
            meter.behind(jdk), cipher("AES/CTR/NoPadding", doorbell, Cipher.ENCRYPT_MODE, iv));
    OffloadDeflater deflater = new OffloadDeflater(Deflater.BEST_SPEED, false, offload);
    try (OutputStream out =
        meter.before(new DeflaterOutputStream(encrypting, deflater, BUFFER_BYTES))) {
      copyFileTo(out);
    } finally {
      deflater.end();
    }
    return sink.digest();
  }

  /**
   * Messages as a database or a broker keeps them: each a zlib stream of its own, small enough for
   * one job.
   */
  private byte[] inflateRecords(Meter meter) throws IOException, GeneralSecurityException {
    Sha256Sink sink = new Sha256Sink(progress);
    byte[] record = new byte[BUFFER_BYTES];
    byte[] compressed = new byte[BUFFER_BYTES + 1024];
    byte[] back = new byte[BUFFER_BYTES];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    Inflater inflater = new OffloadInflater(false, offload);
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.readNBytes(record, 0, record.length);
          n > 0;
          n = in.readNBytes(record, 0, record.length)) {
        deflater.reset();
        deflater.setInput(record, 0, n);
        deflater.finish();
        int packed = deflater.deflate(compressed);
        meter.call(n, () -> inflate(inflater, compressed, packed, back));
        sink.write(back, 0, n);
      }
    } finally {
      deflater.end();
      inflater.end();
    }
    return sink.digest();
  }

  private static void inflate(Inflater inflater, byte[] compressed, int packed, byte[] back)
      throws IOException {
    inflater.reset();
    inflater.setInput(compressed, 0, packed);
    try {
      int got = 0;
      while (!inflater.finished()) {
        int n = inflater.inflate(back, got, back.length - got);
        if (n == 0 && !inflater.finished()) {
          throw new IOException(
              "record ends early: needsInput=" + inflater.needsInput() + ", bytes so far=" + got);
        }
        got += n;
      }
    } catch (DataFormatException e) {
      throw new IOException("record cannot be read", e);
    }
  }

  private byte[] encrypt(String transformation, Meter meter)
      throws IOException, GeneralSecurityException {
    Sha256Sink sink = new Sha256Sink(progress);
    IvParameterSpec iv = newIv();
    OutputStream jdk =
        new CipherOutputStream(sink, cipher(transformation, JDK, Cipher.DECRYPT_MODE, iv));
    OutputStream chain =
        new CipherOutputStream(
            meter.behind(jdk), cipher(transformation, doorbell, Cipher.ENCRYPT_MODE, iv));
    try (OutputStream out = meter.before(chain)) {
      copyFileTo(out);
    }
    return sink.digest();
  }

  private byte[] decrypt(String transformation, Meter meter)
      throws IOException, GeneralSecurityException {
    Sha256Sink sink = new Sha256Sink(progress);
    IvParameterSpec iv = newIv();
    OutputStream chain =
        new CipherOutputStream(
            meter.behind(sink), cipher(transformation, doorbell, Cipher.DECRYPT_MODE, iv));
    try (OutputStream out =
        new CipherOutputStream(
            meter.before(chain), cipher(transformation, JDK, Cipher.ENCRYPT_MODE, iv))) {
      copyFileTo(out);
    }
    return sink.digest();
  }

  private static Cipher gcm(Provider provider) throws GeneralSecurityException {
    return Cipher.getInstance("AES/GCM/NoPadding", provider);
  }

  private Cipher cipher(String transformation, Provider provider, int mode, IvParameterSpec iv)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(mode, key, iv);
    return cipher;
  }

  private static IvParameterSpec newIv() {
    byte[] iv = new byte[16];
    new SecureRandom().nextBytes(iv);
    return new IvParameterSpec(iv);
  }

  private static InputStream read(Path path) throws IOException {
    return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
  }

  /**
   * For legs in which nothing comes out before the whole file is in: the bytes read count as
   * progress, too.
   */
  private void copyCounted(OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      copy(in, out, progress);
    }
  }

  private void copyFileTo(OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      copy(in, out, null);
    }
  }

  private static void copy(InputStream in, OutputStream out, Progress counting) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = in.read(buffer, 0, buffer.length); n >= 0; n = in.read(buffer, 0, buffer.length)) {
      out.write(buffer, 0, n);
      if (counting != null) {
        counting.add(n);
      }
    }
  }

  /** The SHA-256 of {@code file}, read once. */
  static byte[] sha256(Path file, Progress progress) throws IOException {
    Sha256Sink sink = new Sha256Sink(progress);
    try (InputStream in = Files.newInputStream(file)) {
      copy(in, sink, null);
    }
    return sink.digest();
  }

  /** The end of each chain. */
  private static final class Sha256Sink extends OutputStream {
    private final MessageDigest digest;
    private final Progress progress;

    Sha256Sink(Progress progress) {
      this.progress = progress;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public void write(int b) {
      digest.update((byte) b);
      progress.add(1);
    }

    @Override
    public void write(byte[] b, int off, int len) {
      digest.update(b, off, len);
      progress.add(len);
    }

    byte[] digest() {
      return digest.digest();
    }
  }
}
