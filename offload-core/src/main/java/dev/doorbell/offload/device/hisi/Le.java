package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Little-endian fields of a descriptor. 64-bit fields are unaligned here: BD3 has them at 76, 84,
 * 92 and 100 (uacce.md 4.1). Plain access: descriptors are built and judged in the job's own
 * memory, ordered by the queue.
 */
final class Le {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Le() {}

  static void u16(MemorySegment memory, long offset, int value) {
    memory.set(U16, offset, (short) value);
  }

  static void u32(MemorySegment memory, long offset, int value) {
    memory.set(U32, offset, value);
  }

  static void u64(MemorySegment memory, long offset, long value) {
    memory.set(U64, offset, value);
  }

  static int u8(MemorySegment memory, long offset) {
    return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, offset));
  }

  static int u16(MemorySegment memory, long offset) {
    return Short.toUnsignedInt(memory.get(U16, offset));
  }

  static int u32(MemorySegment memory, long offset) {
    return memory.get(U32, offset);
  }

  static long u64(MemorySegment memory, long offset) {
    return memory.get(U64, offset);
  }
}
