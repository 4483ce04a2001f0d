package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** ECB, CBC and CTR without padding: jobs that always succeed. Any thread. */
public final class BlockCiphers {
  private final CipherLibraries libraries;

  public BlockCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  /** @throws IllegalArgumentException for a key that the algorithm does not take */
  public Outcome run(CipherJob job, JobResult result) {
    boolean sm4 = SecretBytes.isSm4(job.operation());
    if (sm4 && job.key().lengthBytes() != 16) {
      throw new IllegalArgumentException("key=" + job.key().lengthBytes() + " bytes, allowed for " + job.operation() + ": 16");
    }
    Cipher cipher =
        libraries.own(
            switch (job.operation()) {
              case AES_ECB -> "AES/ECB/NoPadding";
              case AES_CBC -> "AES/CBC/NoPadding";
              case AES_CTR -> "AES/CTR/NoPadding";
              case SM4_CBC -> "SM4/CBC/NoPadding";
              case SM4_CTR -> "SM4/CTR/NoPadding";
              default -> throw new IllegalArgumentException("operation=" + job.operation() + ", allowed: the family CIPHER");
            });
    int mode = job.direction() == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    JobKey key = new JobKey(job.key(), sm4 ? "SM4" : "AES");
    MemorySegment input = job.input();
    JobOutput output = Overlap.forwardSafe(input, job.output()) ? JobOutput.direct(job.output()) : JobOutput.staged(job.output());
    byte[] in = new byte[(int) Math.min(input.byteSize(), SecretBytes.PIECE_BYTES)];
    byte[] out = new byte[in.length + 16];
    try {
      if (job.iv().length == 0) {
        cipher.init(mode, key);
      } else {
        cipher.init(mode, key, new IvParameterSpec(job.iv()));
      }
      long position = 0;
      while (input.byteSize() - position > in.length) {
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, in.length);
        position += in.length;
        output.append(out, 0, cipher.update(in, 0, in.length, out, 0));
      }
      int last = (int) (input.byteSize() - position);
      MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, last);
      output.append(out, 0, cipher.doFinal(in, 0, last, out, 0));
      output.commit();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(cipher.getProvider().getName() + " refused " + job, impossible);
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(out, (byte) 0);
      output.wipe();
    }
    result.set(input.byteSize(), output.sizeBytes());
    return Outcome.Done.DONE;
  }
}
