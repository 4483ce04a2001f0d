package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.COMPLETION;
import static dev.doorbell.offload.device.DescriptorCodec.PARAMETERS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The small parameters of a SEC2 job in its slab's frame, and the result fields, which lie alike in
 * BD2 and BD3 (uacce.md 4.4, 4.5, 4.9).
 */
final class SecFrame {
  /** Length of one job's data, and of AAD and payload together (uacce.md 4.6 to 4.8). */
  static final long MOST_BYTES = 0xFFFE00;

  /**
   * A cipher's key, 64 bytes. An HMAC's may have 128 and reaches over the IVs, which it has no use
   * for.
   */
  static final long KEY = PARAMETERS;

  /** 16 bytes. */
  static final long IV = PARAMETERS + 64;

  /** 16 bytes. */
  static final long AUTH_IV = PARAMETERS + 128;

  /** 64 bytes: a tag or a digest. */
  static final long MAC = PARAMETERS + 192;

  private static final long DONE_FLAG = COMPLETION + 112;
  private static final long ERROR_TYPE = COMPLETION + 114;
  private static final int ICV_MISMATCH = 2;

  private SecFrame() {}

  /** The next multiple of a cache line. */
  static long align(long bytes) {
    return (bytes + 63) & ~63L;
  }

  static void put(MemorySegment m, long offset, byte[] bytes) {
    MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, offset, bytes.length);
  }

  static boolean tagDiffers(MemorySegment m) {
    return icv(m) == ICV_MISMATCH;
  }

  static boolean isDone(MemorySegment m) {
    return (Le.u16(m, DONE_FLAG) & 1) == 1 && Le.u8(m, ERROR_TYPE) == 0 && icv(m) == 0;
  }

  private static int icv(MemorySegment m) {
    return Le.u16(m, DONE_FLAG) >> 1 & 7;
  }
}
