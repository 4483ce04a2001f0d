package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * XTS-AES (IEEE 1619-2018, section 5; NIST SP 800-38E) over a library's AES/ECB, which neither the
 * JDK nor Bouncy Castle offers. One job is one data unit; a length that is no multiple of 16 ends
 * with ciphertext stealing (section 5.3.2). Jobs always succeed. Any thread.
 */
public final class XtsCiphers {
  private static final int BLOCK = 16;

  private final CipherLibraries libraries;
  private final PieceSize pieceSize = new PieceSize();

  public XtsCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  /**
   * @throws IllegalArgumentException for a key of another size than 32 or 64 bytes, or one whose
   *     halves are equal (FIPS 140-3 implementation guidance C.I)
   */
  public Outcome run(CipherJob job, JobResult result) {
    MemorySegment input = job.input();
    JobOutput output =
        Overlap.forwardSafe(input, job.output())
            ? JobOutput.direct(job.output())
            : JobOutput.staged(job.output());
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    try (XtsRun run = begin(job, encrypt)) {
      long n = input.byteSize();
      int stolen = (int) (n % BLOCK);
      long whole = n - stolen - (stolen == 0 ? 0 : BLOCK);
      byte[] data = run.data;
      for (long position = 0; position < whole; ) {
        int length = (int) Math.min(whole - position, pieceSize.next(job.operation()));
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, data, 0, length);
        position += length;
        run.blocks(length);
        output.append(data, 0, length);
      }
      if (stolen > 0) {
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, whole, data, 0, BLOCK + stolen);
        run.steal(stolen, encrypt);
        output.append(data, 0, BLOCK + stolen);
      }
      output.commit();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("refused " + job, impossible);
    } finally {
      output.wipe();
    }
    result.set(input.byteSize(), output.sizeBytes());
    return Outcome.Done.DONE;
  }

  private XtsRun begin(CipherJob job, boolean encrypt) throws GeneralSecurityException {
    byte[] both = job.key().bytes();
    int half = both.length / 2;
    if (both.length != 32 && both.length != 64) {
      throw new IllegalArgumentException(
          "key=" + both.length + " bytes, allowed for " + job.operation() + ": 32, 64");
    }
    byte[] dataBytes = Arrays.copyOf(both, half);
    byte[] tweakBytes = Arrays.copyOfRange(both, half, both.length);
    KeyMaterial dataKey = KeyMaterial.copyOf(dataBytes);
    KeyMaterial tweakKey = KeyMaterial.copyOf(tweakBytes);
    try {
      if (MessageDigest.isEqual(dataBytes, tweakBytes)) {
        throw new IllegalArgumentException("key=two equal halves, allowed: halves that differ");
      }
      Cipher tweakCipher = libraries.own("AES/ECB/NoPadding");
      tweakCipher.init(Cipher.ENCRYPT_MODE, new JobKey(tweakKey, "AES"));
      byte[] firstTweak = tweakCipher.doFinal(job.iv());
      Cipher cipher = libraries.own("AES/ECB/NoPadding");
      cipher.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, new JobKey(dataKey, "AES"));
      int most = (int) Math.min(PieceSize.MAX_BYTES, job.input().byteSize());
      return new XtsRun(cipher, firstTweak, Math.max(most, 2 * BLOCK));
    } finally {
      dataKey.destroy();
      tweakKey.destroy();
      Arrays.fill(dataBytes, (byte) 0);
      Arrays.fill(tweakBytes, (byte) 0);
    }
  }
}
