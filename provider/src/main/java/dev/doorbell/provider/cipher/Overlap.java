package dev.doorbell.provider.cipher;

import java.lang.foreign.MemorySegment;

/** Whether a stream may be written over its own source while it is still being read. */
final class Overlap {
  private Overlap() {}

  /**
   * Whether output that runs up to {@code aheadBytes} in front of the consumed input would
   * overwrite input that is still to be read. In place, with nothing ahead, each piece lands where
   * it came from and nothing is lost. (Addresses of overlapping segments compare: for the heap they
   * are offsets in the one array.)
   */
  static boolean endangers(MemorySegment input, MemorySegment output, int aheadBytes) {
    return input.asOverlappingSlice(output).isPresent()
        && output.address() - input.address() + aheadBytes > 0;
  }
}
