package dev.doorbell.offload.device.hisi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The two words at the end of region 1 that the kernel sets when a queue is dead (uacce.md 2.2,
 * 2.7). The kernel writes them at any time; opaque loads, so that each look is a fresh one.
 */
final class QmStatusWords {
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final MemorySegment dus;
  private final long rx;
  private final long tx;

  QmStatusWords(MemorySegment dus) {
    this.dus = dus;
    rx = dus.byteSize() - 8;
    tx = dus.byteSize() - 4;
  }

  /** Submit no more. */
  boolean txStopped() {
    return (int) WORD.getOpaque(dus, tx) != 0;
  }

  /** Trust no more completions. */
  boolean rxStopped() {
    return (int) WORD.getOpaque(dus, rx) != 0;
  }
}
