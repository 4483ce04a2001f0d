package dev.doorbell.fallback.crypto;

import dev.doorbell.offload.job.AeadJob;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** The blocks that CCM makes up around a message: NIST SP 800-38C, appendix A. */
final class CcmBlocks {
  static final int BLOCK = 16;

  private static final int HAS_AAD = 0x40;

  private CcmBlocks() {}

  static void check(AeadJob job) {
    int nonce = job.iv().length;
    if (nonce < 7 || nonce > 13) {
      throw new IllegalArgumentException("iv.length=" + nonce + " bytes, allowed for CCM: 7 to 13");
    }
    if ((job.tagBytes() & 1) != 0) {
      throw new IllegalArgumentException(
          "tagBytes=" + job.tagBytes() + ", allowed for CCM: even numbers");
    }
    long most = mostPayload(nonce);
    if (job.payloadBytes() > most) {
      throw new IllegalArgumentException(
          "payload="
              + job.payloadBytes()
              + " bytes, allowed with a nonce of "
              + nonce
              + ": 0 to "
              + most);
    }
  }

  /** What the length field, which takes what the nonce leaves of 15 bytes, can tell. */
  private static long mostPayload(int nonceBytes) {
    int bits = Byte.SIZE * (15 - nonceBytes);
    return bits >= Long.SIZE ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  /** Counter block 0. */
  static byte[] counterBlock(byte[] nonce) {
    byte[] block = new byte[BLOCK];
    block[0] = (byte) (14 - nonce.length);
    System.arraycopy(nonce, 0, block, 1, nonce.length);
    return block;
  }

  /** Block 0 of what the tag is made over: flags, nonce, payload length. */
  static byte[] firstBlock(AeadJob job) {
    byte[] block = counterBlock(job.iv());
    block[0] |= (byte) ((job.tagBytes() - 2) / 2 << 3 | (job.aad().byteSize() > 0 ? HAS_AAD : 0));
    long payload = job.payloadBytes();
    for (int i = BLOCK - 1; i > job.iv().length; i--) {
      block[i] = (byte) payload;
      payload >>>= Byte.SIZE;
    }
    return block;
  }

  /** The length of the additional data, in the form that stands before it: 2, 6 or 10 bytes. */
  static byte[] aadLength(MemorySegment aad) {
    long n = aad.byteSize();
    if (n < 0xFF00) {
      return ByteBuffer.allocate(2).putShort((short) n).array();
    }
    if (n <= 0xFFFF_FFFFL) {
      return ByteBuffer.allocate(6).putShort((short) 0xFFFE).putInt((int) n).array();
    }
    return ByteBuffer.allocate(10).putShort((short) 0xFFFF).putLong(n).array();
  }
}
