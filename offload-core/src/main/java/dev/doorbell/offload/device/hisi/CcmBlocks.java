package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The two blocks of 16 bytes that a CCM job brings along (uacce.md 4.8, RFC 3610 sections 2.2 and
 * 2.3), with L = 15 − nonce bytes being the size of the length field:
 *
 * <pre>
 *   counter: L − 1                                        | nonce | 1, big-endian in L bytes
 *   B0:      L − 1, (tag − 2) / 2 at 3, AAD present at 6  | nonce | payload length, likewise
 * </pre>
 *
 * <p>All L bytes are written, as Linux does; UADK fills the last two only.
 */
final class CcmBlocks {
  private static final int AAD_PRESENT = 1 << 6;

  private CcmBlocks() {}

  /** Whether the payload's length can be written in the bytes that the nonce leaves for it. */
  static boolean lengthFits(byte[] nonce, long payloadBytes) {
    int lengthBytes = 15 - nonce.length;
    return lengthBytes >= 8 || payloadBytes >>> 8 * lengthBytes == 0;
  }

  static void writeCounter(MemorySegment m, long at, byte[] nonce) {
    write(m, at, 14 - nonce.length, nonce, 1);
  }

  static void writeB0(
      MemorySegment m, long at, byte[] nonce, int tagBytes, boolean aad, int payloadBytes) {
    int flags = 14 - nonce.length | (tagBytes - 2) / 2 << 3 | (aad ? AAD_PRESENT : 0);
    write(m, at, flags, nonce, payloadBytes);
  }

  private static void write(MemorySegment m, long at, int first, byte[] nonce, long number) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) first);
    MemorySegment.copy(nonce, 0, m, ValueLayout.JAVA_BYTE, at + 1, nonce.length);
    for (int i = 15; i > nonce.length; i--) {
      m.set(ValueLayout.JAVA_BYTE, at + i, (byte) number);
      number >>>= 8;
    }
  }
}
