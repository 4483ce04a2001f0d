package dev.doorbell.offload.hostile;

import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A job whose output lies between guard bytes, with the bytes that the JDK gives for it.
 *
 * @param around the array that holds the output, everything set to {@link #POISON}
 * @param jdk a right output
 * @param verdict whether an output is right: compressors differ from each other
 */
record GuardedJob(Job job, byte[] around, byte[] jdk, Predicate<byte[]> verdict) {
  private static final byte POISON = 0x6B;
  private static final int GUARD = 64;

  private static GuardedJob of(
      int outputBytes, byte[] jdk, Predicate<byte[]> verdict, Function<MemorySegment, Job> job) {
    byte[] around = new byte[outputBytes + 2 * GUARD];
    Arrays.fill(around, POISON);
    return new GuardedJob(
        job.apply(MemorySegment.ofArray(around).asSlice(GUARD, outputBytes)), around, jdk, verdict);
  }

  private static GuardedJob exactly(byte[] jdk, int room, Function<MemorySegment, Job> job) {
    return of(jdk.length + room, jdk, produced -> Arrays.equals(jdk, produced), job);
  }

  /** Whether the output holds the right bytes. */
  boolean isRight(long produced) {
    return produced <= around.length - 2 * GUARD
        && verdict.test(Arrays.copyOfRange(around, GUARD, GUARD + (int) produced));
  }

  /** Whether nothing but the first {@code produced} bytes of the output was written. */
  boolean isUntouchedBehind(long produced) {
    for (int i = 0; i < around.length; i++) {
      if ((i < GUARD || i >= GUARD + produced) && around[i] != POISON) {
        return false;
      }
    }
    return true;
  }

  /** Raw deflate has no checksum: nobody can tell a shortened message from a right one. */
  boolean isVerifiable() {
    return job.operation() != Operation.DEFLATE_RAW;
  }

  static GuardedJob cbc(SplittableRandom random, int size) {
    byte[] key = bytes(random, 32);
    byte[] iv = bytes(random, 16);
    byte[] plain = bytes(random, Math.max(16, size & ~15));
    byte[] sealed =
        cipher("AES/CBC/NoPadding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv), plain);
    return exactly(
        sealed,
        0,
        output ->
            new CipherJob(
                Operation.AES_CBC,
                Direction.ENCRYPT,
                KeyMaterial.copyOf(key),
                iv,
                MemorySegment.ofArray(plain),
                output));
  }

  static GuardedJob gcm(SplittableRandom random, int size, Direction direction) {
    byte[] key = bytes(random, 16);
    byte[] iv = bytes(random, 12);
    byte[] aad = new byte[0];
    byte[] plain = bytes(random, Math.max(1, size));
    byte[] sealed =
        cipher("AES/GCM/NoPadding", Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv), plain);
    boolean seal = direction == Direction.ENCRYPT;
    return exactly(
        seal ? sealed : plain,
        seal ? 0 : 5,
        output ->
            new AeadJob(
                Operation.AES_GCM,
                direction,
                KeyMaterial.copyOf(key),
                iv,
                MemorySegment.ofArray(aad),
                16,
                MemorySegment.ofArray(seal ? plain : sealed),
                output));
  }

  static GuardedJob deflate(SplittableRandom random, int size, Format format, Ending ending) {
    byte[] text = text(random, Math.max(1, size));
    byte[] jdk = pack(text, format, ending);
    return of(
        (int) DeflateJob.outputBound(text.length),
        jdk,
        produced -> Arrays.equals(text, unpack(produced, format, text.length)),
        output ->
            new DeflateJob(
                format, 6, 0, MemorySegment.NULL, ending, MemorySegment.ofArray(text), output));
  }

  static GuardedJob inflate(SplittableRandom random, int size, Format format) {
    byte[] text = text(random, Math.max(1, size));
    byte[] packed = pack(text, format, Ending.WHOLE);
    return exactly(
        text, 9, output -> new InflateJob(format, MemorySegment.ofArray(packed), output));
  }

  private static byte[] cipher(
      String name,
      int mode,
      byte[] key,
      java.security.spec.AlgorithmParameterSpec parameters,
      byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(name, "SunJCE");
      cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pack(byte[] text, Format format, Ending ending) {
    if (format == Format.GZIP) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
    byte[] packed = new byte[(int) DeflateJob.outputBound(text.length)];
    try (Deflater deflater = new Deflater(6, format == Format.RAW)) {
      deflater.setInput(text);
      if (ending != Ending.PIECE) {
        deflater.finish();
      }
      int flush = ending == Ending.PIECE ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
      return Arrays.copyOf(packed, deflater.deflate(packed, 0, packed.length, flush));
    }
  }

  private static byte[] unpack(byte[] packed, Format format, int size) {
    try {
      if (format == Format.GZIP) {
        return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
      }
      byte[] text = new byte[size + 1];
      try (Inflater inflater = new Inflater(format == Format.RAW)) {
        inflater.setInput(packed);
        return Arrays.copyOf(text, inflater.inflate(text));
      }
    } catch (IOException | DataFormatException e) {
      return new byte[0];
    }
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(SplittableRandom random, int size) {
    byte[] text = new byte[size];
    CRC32 mix = new CRC32();
    for (int i = 0; i < size; i++) {
      mix.update(i);
      text[i] = (byte) (random.nextInt(4) == 0 ? mix.getValue() : 'a' + i % 7);
    }
    return text;
  }
}
