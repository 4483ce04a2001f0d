package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where a descriptor carries the software's tag, which the device echoes (uacce.md 2.9), and how
 * wide it is.
 */
enum TagField {
  ZIP_TYPE_0(52, 32),
  ZIP_TYPE_3(104, 32),
  BD2(40, 16),
  BD3(8, 64);

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int offset;
  private final int bits;

  TagField(int offset, int bits) {
    this.offset = offset;
    this.bits = bits;
  }

  /** The largest tag that fits, also a mask. */
  long mask() {
    return bits == 64 ? -1 : (1L << bits) - 1;
  }

  void write(MemorySegment memory, long descriptor, long tag) {
    switch (bits) {
      case 16 -> memory.set(U16, descriptor + offset, (short) tag);
      case 32 -> memory.set(U32, descriptor + offset, (int) tag);
      default -> memory.set(U64, descriptor + offset, tag);
    }
  }

  /** Unsigned. */
  long read(MemorySegment memory, long descriptor) {
    return switch (bits) {
      case 16 -> Short.toUnsignedLong(memory.get(U16, descriptor + offset));
      case 32 -> Integer.toUnsignedLong(memory.get(U32, descriptor + offset));
      default -> memory.get(U64, descriptor + offset);
    };
  }
}
