package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Random jobs, each with what the JDK says about its result. */
final class Jobs {
  static final byte POISON = 0x6B;

  /**
   * A job, its output array (filled with {@link #POISON}), and whether the first {@code produced}
   * bytes of it are right.
   */
  record Checked(Job job, byte[] output, Verdict verdict) {
    boolean isRight(long produced) {
      return verdict.isRight(Arrays.copyOf(output, (int) produced));
    }

    boolean isUntouched() {
      for (byte b : output) {
        if (b != POISON) {
          return false;
        }
      }
      return true;
    }
  }

  interface Verdict {
    boolean isRight(byte[] produced);
  }

  private Jobs() {}

  private static byte[] poisoned(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, POISON);
    return bytes;
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  static Checked cbc(SplittableRandom random, int blocks) {
    byte[] key = bytes(random, 16 + 8 * random.nextInt(3));
    byte[] iv = bytes(random, 16);
    byte[] plain = bytes(random, 16 * blocks);
    byte[] output = poisoned(plain.length);
    Job job =
        new CipherJob(
            Operation.AES_CBC,
            Direction.ENCRYPT,
            KeyMaterial.copyOf(key),
            iv,
            MemorySegment.ofArray(plain),
            MemorySegment.ofArray(output));
    return new Checked(
        job,
        output,
        produced -> {
          try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
            cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return Arrays.equals(plain, cipher.doFinal(produced));
          } catch (java.security.GeneralSecurityException e) {
            return false;
          }
        });
  }

  static Checked gcm(SplittableRandom random, int size) {
    byte[] key = bytes(random, 32);
    byte[] iv = bytes(random, 12);
    byte[] aad = bytes(random, random.nextInt(40));
    byte[] plain = bytes(random, size);
    byte[] output = poisoned(size + 16);
    Job job =
        new AeadJob(
            Operation.AES_GCM,
            Direction.ENCRYPT,
            KeyMaterial.copyOf(key),
            iv,
            MemorySegment.ofArray(aad),
            16,
            MemorySegment.ofArray(plain),
            MemorySegment.ofArray(output));
    return new Checked(
        job,
        output,
        produced -> {
          try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
            cipher.updateAAD(aad);
            return Arrays.equals(plain, cipher.doFinal(produced));
          } catch (java.security.GeneralSecurityException e) {
            return false;
          }
        });
  }

  private static byte[] text(SplittableRandom random, int size) {
    byte[] text = new byte[size];
    for (int i = 0; i < size; i++) {
      text[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a' + i % 7);
    }
    return text;
  }

  static Checked deflate(SplittableRandom random, int size, DeflateJob.Ending ending) {
    byte[] text = text(random, size);
    byte[] output = poisoned((int) DeflateJob.outputBound(size));
    Job job =
        new DeflateJob(
            Format.RAW,
            6,
            0,
            MemorySegment.NULL,
            ending,
            MemorySegment.ofArray(text),
            MemorySegment.ofArray(output));
    return new Checked(
        job,
        output,
        produced -> {
          try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(produced);
            byte[] back = new byte[size + 1];
            return inflater.inflate(back) == size
                && Arrays.equals(text, Arrays.copyOf(back, size))
                && inflater.finished() == (ending != DeflateJob.Ending.PIECE);
          } catch (DataFormatException e) {
            return false;
          }
        });
  }

  static Checked inflate(SplittableRandom random, int size) {
    byte[] text = text(random, size);
    byte[] packed = new byte[size + 100];
    int n;
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(text);
      deflater.finish();
      n = deflater.deflate(packed);
    }
    byte[] output = poisoned(size + 10);
    Job job =
        new InflateJob(
            Format.ZLIB,
            MemorySegment.ofArray(packed).asSlice(0, n),
            MemorySegment.ofArray(output));
    return new Checked(job, output, produced -> Arrays.equals(text, produced));
  }

  static Checked search(SplittableRandom random, int size) {
    byte[] text = text(random, size);
    byte[] output = poisoned((int) Lz77Job.outputBound(size));
    Job job =
        new Lz77Job(
            random.nextInt(1, 23), MemorySegment.ofArray(text), MemorySegment.ofArray(output));
    return new Checked(
        job,
        output,
        produced -> Arrays.equals(text, rebuilt(text, MemorySegment.ofArray(produced))));
  }

  /** What the sequences make of the block, whose literals they take from it. */
  private static byte[] rebuilt(byte[] block, MemorySegment sequences) {
    byte[] back = new byte[block.length];
    int n = 0;
    for (long i = 0; i < sequences.byteSize() / Lz77Sequence.BYTES; i++) {
      long sequence = Lz77Sequence.get(sequences, i);
      int literals = Lz77Sequence.literals(sequence);
      System.arraycopy(block, n, back, n, literals);
      n += literals;
      for (int end = n + Lz77Sequence.match(sequence); n < end; n++) {
        back[n] = back[n - Lz77Sequence.distance(sequence)];
      }
    }
    return n == block.length ? back : new byte[0];
  }
}
