package dev.doorbell.fallback.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * The last block of a CBC encryption with an IV of zeros: what CCM's tag is made of (NIST SP
 * 800-38C, section 6.1). Everything but that block is thrown away. One message.
 */
final class CbcMac implements AutoCloseable {
  private static final int BLOCK = CcmBlocks.BLOCK;

  private final Cipher cbc;
  private final byte[] padded = new byte[PieceSize.MAX_BYTES + BLOCK];
  private final byte[] discarded = new byte[PieceSize.MAX_BYTES + BLOCK];
  private final byte[] last = new byte[BLOCK];

  CbcMac(Cipher cbc, JobKey key) throws GeneralSecurityException {
    this.cbc = cbc;
    cbc.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
  }

  void update(byte[] block) throws GeneralSecurityException {
    update(block, block.length);
  }

  /**
   * @param length at most {@link PieceSize#MAX_BYTES}; filled up with zeros to whole blocks, so
   *     only the last piece of what belongs together may have a part of one
   */
  void update(byte[] bytes, int length) throws GeneralSecurityException {
    int whole = length & -BLOCK;
    pass(bytes, whole);
    if (whole < length) {
      Arrays.fill(padded, 0, BLOCK, (byte) 0);
      System.arraycopy(bytes, whole, padded, 0, length - whole);
      pass(padded, BLOCK);
    }
  }

  private void pass(byte[] bytes, int length) throws GeneralSecurityException {
    if (length > 0) {
      int n = cbc.update(bytes, 0, length, discarded, 0);
      System.arraycopy(discarded, n - BLOCK, last, 0, BLOCK);
    }
  }

  /** Additional data, after its length. */
  void updateAad(MemorySegment aad) throws GeneralSecurityException {
    if (aad.byteSize() == 0) {
      return;
    }
    byte[] prefix = CcmBlocks.aadLength(aad);
    byte[] piece = new byte[PieceSize.MAX_BYTES];
    System.arraycopy(prefix, 0, piece, 0, prefix.length);
    int filled = prefix.length;
    for (long position = 0; position < aad.byteSize(); ) {
      int length = (int) Math.min(piece.length - filled, aad.byteSize() - position);
      MemorySegment.copy(aad, ValueLayout.JAVA_BYTE, position, piece, filled, length);
      position += length;
      update(piece, filled + length);
      filled = 0;
    }
  }

  /** The tag: what has come out, under {@code mask}. */
  byte[] end(byte[] mask, int tagBytes) {
    byte[] tag = new byte[tagBytes];
    for (int i = 0; i < tagBytes; i++) {
      tag[i] = (byte) (last[i] ^ mask[i]);
    }
    return tag;
  }

  @Override
  public void close() {
    Arrays.fill(padded, (byte) 0);
    Arrays.fill(discarded, (byte) 0);
    Arrays.fill(last, (byte) 0);
  }
}
