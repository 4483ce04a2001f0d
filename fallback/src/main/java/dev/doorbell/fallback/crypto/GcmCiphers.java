package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * GCM messages (NIST SP 800-38D) of AES and SM4. Plaintext stays in staging until its tag was found
 * right. Any thread.
 */
public final class GcmCiphers {
  static final String TRANSFORMATION = "AES/GCM/NoPadding";

  // SunJCE counts a message's bytes in an int, and takes the tag lengths that SP 800-38D section
  // 5.2.1.2 allows without conditions.
  private static final long JDK_MAX_BYTES = Integer.MAX_VALUE - 64;
  private static final int JDK_MIN_TAG_BYTES = 12;

  private final CipherLibraries libraries;
  private final PieceSize pieceSize = new PieceSize();

  public GcmCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  public Outcome run(AeadJob job, JobResult result) {
    boolean sm4 = job.operation() == Operation.SM4_GCM;
    boolean jdk =
        !sm4
            && libraries.hasJdk()
            && job.tagBytes() >= JDK_MIN_TAG_BYTES
            && job.input().byteSize() <= JDK_MAX_BYTES;
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    boolean direct = encrypt && Overlap.forwardSafe(job.input(), job.output());
    JobOutput output = direct ? JobOutput.direct(job.output()) : JobOutput.staged(job.output());
    try {
      if (jdk && !encrypt && job.payloadBytes() > GcmPieceOpening.WORTHWHILE_BYTES) {
        if (!new GcmPieceOpening(libraries, pieceSize).open(job, output)) {
          return Outcome.Rejected.BAD_TAG;
        }
      } else {
        Cipher cipher =
            jdk
                ? libraries.own(TRANSFORMATION)
                : libraries.bouncyCastle(sm4 ? "SM4/GCM/NoPadding" : TRANSFORMATION);
        cipher.init(
            encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            JobKey.of(job.operation(), job.key()),
            new GCMParameterSpec(job.tagBytes() * 8, job.iv()));
        feedAad(cipher, job.aad());
        feed(cipher, encrypt, job.input(), output);
      }
      output.commit();
    } catch (AEADBadTagException badTag) {
      return Outcome.Rejected.BAD_TAG;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("refused " + job, impossible);
    } finally {
      output.wipe();
    }
    result.set(job.input().byteSize(), output.sizeBytes());
    return Outcome.Done.DONE;
  }

  static void feedAad(Cipher cipher, MemorySegment aad) {
    byte[] piece = new byte[(int) Math.min(aad.byteSize(), PieceSize.MAX_BYTES)];
    for (long position = 0; position < aad.byteSize(); position += piece.length) {
      int length = (int) Math.min(piece.length, aad.byteSize() - position);
      MemorySegment.copy(aad, ValueLayout.JAVA_BYTE, position, piece, 0, length);
      cipher.updateAAD(piece, 0, length);
    }
  }

  private void feed(Cipher cipher, boolean encrypt, MemorySegment input, JobOutput output)
      throws GeneralSecurityException {
    byte[] in = new byte[(int) Math.min(input.byteSize(), PieceSize.MAX_BYTES)];
    byte[] out = {};
    try {
      long position = 0;
      while (true) {
        // Short pieces would help no decryption: what comes here is short itself, or Bouncy
        // Castle's, which has no intrinsics.
        int piece = encrypt ? pieceSize.next(Operation.AES_GCM) : PieceSize.MAX_BYTES;
        int length = (int) Math.min(input.byteSize() - position, piece);
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, length);
        position += length;
        out = room(cipher, length, out);
        if (position == input.byteSize()) {
          output.append(out, 0, cipher.doFinal(in, 0, length, out, 0));
          return;
        }
        output.append(out, 0, cipher.update(in, 0, length, out, 0));
      }
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
