package dev.doorbell.offload.posix;

import java.lang.foreign.MemorySegment;

/** Turns an address into a segment: the restricted step that every mapping needs once. */
public final class NativeMemory {
  private NativeMemory() {}

  /**
   * A view of memory that somebody else owns. It has no lifetime of its own: the owner sees to it
   * that nobody uses it after an unmap.
   *
   * @param address start of {@code lengthBytes} mapped bytes
   */
  @SuppressWarnings("restricted") // this package is where addresses become segments
  public static MemorySegment at(long address, long lengthBytes) {
    return MemorySegment.ofAddress(address).reinterpret(lengthBytes);
  }
}
