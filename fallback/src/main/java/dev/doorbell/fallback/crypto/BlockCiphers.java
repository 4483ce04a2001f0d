package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * ECB, CBC, CTR, CFB128, OFB128 (NIST SP 800-38A) and CBC with ciphertext stealing (its addendum:
 * CS3), without padding: jobs that always succeed. Any thread.
 */
public final class BlockCiphers {
  /**
   * What an update may give out beyond its own input: ciphertext stealing holds two blocks back.
   */
  private static final int HELD_BYTES = 32;

  private final CipherLibraries libraries;
  private final PieceSize pieceSize = new PieceSize();

  public BlockCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  /**
   * @throws IllegalArgumentException for a key that the algorithm does not take
   */
  public Outcome run(CipherJob job, JobResult result) {
    Cipher cipher = libraries.own(transformation(job.operation()));
    MemorySegment input = job.input();
    JobOutput output =
        Overlap.forwardSafe(input, job.output())
            ? JobOutput.direct(job.output())
            : JobOutput.staged(job.output());
    try {
      init(cipher, job);
      feed(cipher, job.operation(), input, output);
      output.commit();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(
          cipher.getProvider().getName() + " refused " + job, impossible);
    } finally {
      output.wipe();
    }
    result.set(input.byteSize(), output.sizeBytes());
    return Outcome.Done.DONE;
  }

  private static String transformation(Operation operation) {
    return switch (operation) {
      case AES_ECB -> "AES/ECB/NoPadding";
      case AES_CBC -> "AES/CBC/NoPadding";
      case AES_CTR -> "AES/CTR/NoPadding";
      case AES_CFB -> "AES/CFB/NoPadding";
      case AES_OFB -> "AES/OFB/NoPadding";
      case AES_CTS -> "AES/CTS/NoPadding";
      case SM4_ECB -> "SM4/ECB/NoPadding";
      case SM4_CBC -> "SM4/CBC/NoPadding";
      case SM4_CTR -> "SM4/CTR/NoPadding";
      default ->
          throw new IllegalArgumentException(
              "operation=" + operation + ", allowed: the family CIPHER but for AES_XTS");
    };
  }

  private static void init(Cipher cipher, CipherJob job) throws GeneralSecurityException {
    int mode = job.direction() == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    JobKey key = JobKey.of(job.operation(), job.key());
    if (job.iv().length == 0) {
      cipher.init(mode, key);
    } else {
      cipher.init(mode, key, new IvParameterSpec(job.iv()));
    }
  }

  private void feed(Cipher cipher, Operation operation, MemorySegment input, JobOutput output)
      throws GeneralSecurityException {
    byte[] in = new byte[(int) Math.min(input.byteSize(), PieceSize.MAX_BYTES)];
    byte[] out = new byte[in.length + HELD_BYTES];
    try {
      long position = 0;
      int length;
      do {
        length = (int) Math.min(input.byteSize() - position, pieceSize.next(operation));
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, length);
        position += length;
        output.append(out, 0, cipher.update(in, 0, length, out, 0));
      } while (position < input.byteSize());
      output.append(out, 0, cipher.doFinal(out, 0));
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(out, (byte) 0);
    }
  }
}
