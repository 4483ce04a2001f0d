package dev.doorbell.fallback.crypto;

import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * Decrypts a long GCM message in pieces. SunJCE's own decryption keeps all input until the end and
 * then works on it in one call, which takes many seconds of use to get fast: see {@link PieceSize}.
 * Here a counter-mode cipher makes the plaintext, and a second cipher encrypts that again: its
 * output is the ciphertext, which nobody needs, and the tag that the message ought to have.
 */
final class GcmPieceOpening {
  /** Below it one call of the decrypting cipher costs less than two ciphers do. */
  static final int WORTHWHILE_BYTES = 8 << 10;

  private static final int NONCE_BYTES = 12;
  private static final int BLOCK_BYTES = 16;

  private final CipherLibraries libraries;
  private final PieceSize pieceSize;

  GcmPieceOpening(CipherLibraries libraries, PieceSize pieceSize) {
    this.libraries = libraries;
    this.pieceSize = pieceSize;
  }

  /** False where the tag is wrong; what {@code output} has staged by then must not be committed. */
  boolean open(AeadJob job, JobOutput output) throws GeneralSecurityException {
    MemorySegment input = job.input();
    long payload = job.payloadBytes();
    GCMParameterSpec parameters = new GCMParameterSpec(job.tagBytes() * 8, job.iv());
    JobKey key = JobKey.of(job.operation(), job.key());
    Cipher counter = counterMode(job, key, parameters);
    Cipher sealer = libraries.own(GcmCiphers.TRANSFORMATION);
    sealer.init(Cipher.ENCRYPT_MODE, key, parameters);
    GcmCiphers.feedAad(sealer, job.aad());
    byte[] in = new byte[PieceSize.MAX_BYTES];
    byte[] plain = new byte[PieceSize.MAX_BYTES + 2 * BLOCK_BYTES];
    byte[] sealed = new byte[PieceSize.MAX_BYTES + 4 * BLOCK_BYTES];
    try {
      long position = 0;
      while (position < payload) {
        int length = (int) Math.min(payload - position, pieceSize.next(Operation.AES_GCM));
        MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, in, 0, length);
        position += length;
        int produced = counter.update(in, 0, length, plain, 0);
        sealer.update(plain, 0, produced, sealed, 0);
        output.append(plain, 0, produced);
      }
      // In GCM's own counter mode the last partial block comes now, and a tag that means nothing
      // after it.
      counter.doFinal(plain, 0);
      int rest = (int) (payload - output.sizeBytes());
      output.append(plain, 0, rest);
      int produced = sealer.doFinal(plain, 0, rest, sealed, 0);
      byte[] computed = Arrays.copyOfRange(sealed, produced - job.tagBytes(), produced);
      return MessageDigest.isEqual(computed, input.asSlice(payload).toArray(ValueLayout.JAVA_BYTE));
    } finally {
      Arrays.fill(in, (byte) 0);
      Arrays.fill(plain, (byte) 0);
    }
  }

  // With a 96-bit nonce the first block's counter is 2 (SP 800-38D section 7.1), and 2^31 bytes do
  // not wrap its 32 bits. Any other nonce
  // goes through GHASH first, which only GCM itself can do: encrypting the ciphertext decrypts it.
  private Cipher counterMode(AeadJob job, JobKey key, GCMParameterSpec parameters)
      throws GeneralSecurityException {
    if (job.iv().length != NONCE_BYTES) {
      Cipher gcm = libraries.own(GcmCiphers.TRANSFORMATION);
      gcm.init(Cipher.ENCRYPT_MODE, key, parameters);
      return gcm;
    }
    byte[] firstBlock = Arrays.copyOf(job.iv(), BLOCK_BYTES);
    firstBlock[BLOCK_BYTES - 1] = 2;
    Cipher ctr = libraries.own("AES/CTR/NoPadding");
    ctr.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(firstBlock));
    return ctr;
  }
}
