package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.doorbell.offload.posix.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The process's memory at plain addresses, as a device with SVA sees it (ref 1.9). One segment over
 * everything, so that an access makes no object. An address that is not mapped ends the JVM: a
 * device cannot ask either, and a driver that frees too early should not get away.
 */
final class ProcessMemory {
  /**
   * Above this no user address is on AArch64 with 48-bit and on x86-64 with 47-bit addresses; below
   * a page nothing is mapped.
   */
  private static final long LIMIT = 1L << 48;

  static final MemorySegment ALL = NativeMemory.at(0, Long.MAX_VALUE);

  private ProcessMemory() {}

  /**
   * Whether {@code length} bytes can lie at {@code address}; says nothing about whether they are
   * mapped.
   */
  static boolean plausible(long address, long length) {
    return address >= 4096 && address < LIMIT && length >= 0 && length <= LIMIT - address;
  }

  static void read(long address, byte[] to, int offset, int length) {
    MemorySegment.copy(ALL, JAVA_BYTE, address, to, offset, length);
  }

  static void write(byte[] from, int offset, long address, int length) {
    MemorySegment.copy(from, offset, ALL, JAVA_BYTE, address, length);
  }

  static int u16(long address) {
    return ALL.get(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), address) & 0xFFFF;
  }

  static int i32(long address) {
    return ALL.get(JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), address);
  }

  static long i64(long address) {
    return ALL.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), address);
  }
}
