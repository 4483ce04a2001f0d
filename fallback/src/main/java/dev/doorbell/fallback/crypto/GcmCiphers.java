package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES/GCM messages (NIST SP 800-38D). Plaintext stays in staging until its tag was found right. Any thread. */
public final class GcmCiphers {
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  // SunJCE counts a message's bytes in an int; its tags have the five lengths that SP 800-38D section 5.2.1.2 allows without conditions.
  private static final long JDK_MAX_BYTES = Integer.MAX_VALUE - 64;
  private static final int JDK_MIN_TAG_BYTES = 12;

  private final CipherLibraries libraries;

  public GcmCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  public Outcome run(AeadJob job, JobResult result) {
    boolean jdk = libraries.hasJdk() && job.tagBytes() >= JDK_MIN_TAG_BYTES && job.input().byteSize() <= JDK_MAX_BYTES;
    Cipher cipher = jdk ? libraries.own(TRANSFORMATION) : libraries.bouncyCastle(TRANSFORMATION);
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    boolean direct = encrypt && Overlap.forwardSafe(job.input(), job.output());
    JobOutput output = direct ? JobOutput.direct(job.output()) : JobOutput.staged(job.output());
    try {
      cipher.init(
          encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
          new JobKey(job.key(), "AES"),
          new GCMParameterSpec(job.tagBytes() * 8, job.iv()));
      feedAad(cipher, job.aad());
      feed(cipher, job.input(), output);
      output.commit();
      result.set(job.input().byteSize(), output.sizeBytes());
      return Outcome.Done.DONE;
    } catch (AEADBadTagException badTag) {
      return Outcome.Rejected.BAD_TAG;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(cipher.getProvider().getName() + " refused " + job, impossible);
    } finally {
      output.wipe();
    }
  }

  private static void feedAad(Cipher cipher, MemorySegment aad) {
    byte[] piece = new byte[(int) Math.min(aad.byteSize(), SecretBytes.PIECE_BYTES)];
    for (long position = 0; position < aad.byteSize(); position += piece.length) {
      int length = (int) Math.min(piece.length, aad.byteSize() - position);
      MemorySegment.copy(aad, ValueLayout.JAVA_BYTE, position, piece, 0, length);
      cipher.updateAAD(piece, 0, length);
    }
  }

  private static void feed(Cipher cipher, MemorySegment input, JobOutput output) throws GeneralSecurityException {
    byte[] in = new byte[(int) Math.min(input.byteSize(), SecretBytes.PIECE_BYTES)];
    byte[] out = {};
    try {
      long position = 0;
      while (input.byteSize() - position > in.length) {
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, in.length);
        position += in.length;
        out = room(cipher, in.length, out);
        output.append(out, 0, cipher.update(in, 0, in.length, out, 0));
      }
      int last = (int) (input.byteSize() - position);
      MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, last);
      out = room(cipher, last, out);
      output.append(out, 0, cipher.doFinal(in, 0, last, out, 0));
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(out, (byte) 0);
    }
  }

  private static byte[] room(Cipher cipher, int length, byte[] out) {
    int needed = cipher.getOutputSize(length);
    if (needed <= out.length) {
      return out;
    }
    Arrays.fill(out, (byte) 0);
    return new byte[needed];
  }
}
