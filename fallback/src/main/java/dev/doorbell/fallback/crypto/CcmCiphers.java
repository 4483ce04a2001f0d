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
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * CCM messages (NIST SP 800-38C, RFC 3610) of AES and SM4: counter mode for secrecy, CBC's last
 * block for the tag, each from a library: for AES the JDK has intrinsics for both, which Bouncy
 * Castle's CCM does not reach. Plaintext stays in staging until its tag was found right. Any
 * thread.
 */
public final class CcmCiphers {
  private static final int BLOCK = CcmBlocks.BLOCK;

  private final CipherLibraries libraries;
  private final PieceSize pieceSize = new PieceSize();

  public CcmCiphers(CipherLibraries libraries) {
    this.libraries = libraries;
  }

  /**
   * @throws IllegalArgumentException for a nonce, tag or payload length that CCM does not have
   */
  public Outcome run(AeadJob job, JobResult result) {
    CcmBlocks.check(job);
    boolean encrypt = job.direction() == Direction.ENCRYPT;
    boolean direct = encrypt && Overlap.forwardSafe(job.input(), job.output());
    JobOutput output = direct ? JobOutput.direct(job.output()) : JobOutput.staged(job.output());
    try {
      if (!run(job, encrypt, output)) {
        return Outcome.Rejected.BAD_TAG;
      }
      output.commit();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("refused " + job, impossible);
    } finally {
      output.wipe();
    }
    result.set(job.input().byteSize(), output.sizeBytes());
    return Outcome.Done.DONE;
  }

  private boolean run(AeadJob job, boolean encrypt, JobOutput output)
      throws GeneralSecurityException {
    String algorithm = job.operation().name().substring(0, 3);
    JobKey key = JobKey.of(job.operation(), job.key());
    Cipher counter = libraries.own(cipherName(algorithm, "CTR"));
    counter.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(CcmBlocks.counterBlock(job.iv())));
    CbcMac mac = new CbcMac(libraries.own(cipherName(algorithm, "CBC")), key);
    byte[] in = new byte[(int) Math.min(Math.max(job.payloadBytes(), BLOCK), PieceSize.MAX_BYTES)];
    byte[] out = new byte[in.length + 2 * BLOCK];
    try {
      // The first block of the key stream hides the tag.
      byte[] mask = Arrays.copyOf(counter.update(new byte[BLOCK]), BLOCK);
      mac.update(CcmBlocks.firstBlock(job));
      mac.updateAad(job.aad());
      long payload = job.payloadBytes();
      for (long position = 0; position < payload; ) {
        int length = (int) Math.min(payload - position, pieceSize.next(job.operation()));
        MemorySegment.copy(job.input(), ValueLayout.JAVA_BYTE, position, in, 0, length);
        position += length;
        int produced =
            position == payload
                ? counter.doFinal(in, 0, length, out, 0)
                : counter.update(in, 0, length, out, 0);
        // Pieces are whole blocks but for the last one, so neither library keeps bytes back.
        mac.update(encrypt ? in : out, length);
        output.append(out, 0, produced);
      }
      byte[] tag = mac.end(mask, job.tagBytes());
      return encrypt
          ? output.append(tag, 0, tag.length)
          : MessageDigest.isEqual(tag, job.input().asSlice(payload).toArray(ValueLayout.JAVA_BYTE));
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(out, (byte) 0);
      mac.close();
    }
  }

  private static String cipherName(String algorithm, String mode) {
    return algorithm + "/" + mode + "/NoPadding";
  }
}
