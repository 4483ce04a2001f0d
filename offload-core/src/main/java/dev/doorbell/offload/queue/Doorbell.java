package dev.doorbell.offload.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit register in mapped device memory. Only ever stored to, as one naturally aligned 64-bit
 * store: never read, never copied or filled in bulk, because those may use other widths (uacce.md
 * section 6).
 */
public final class Doorbell {
  private static final VarHandle WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final MemorySegment registers;
  private final long offset;

  /**
   * @param registers the mapped region
   * @param offset of the register, a multiple of 8
   */
  public Doorbell(MemorySegment registers, long offset) {
    if (offset % 8 != 0 || offset < 0 || offset + 8 > registers.byteSize()) {
      throw new IllegalArgumentException(
          "offset=" + offset + ", allowed: multiples of 8 from 0 to " + (registers.byteSize() - 8));
    }
    this.registers = registers;
    this.offset = offset;
  }

  /**
   * Orders everything this thread wrote (descriptor, input, keys) before the doorbell store that
   * follows. The other side is the device: it reads them after it has seen the doorbell. A full
   * fence: DMB ISH on AArch64, a locked instruction on x86. Whether a device outside the
   * inner-shareable domain needs DSB, as the C library uses, can only be seen on hardware (uacce.md
   * section 6, Annex C).
   */
  public void publish() {
    VarHandle.fullFence();
  }

  /**
   * The store. Opaque: the compiler neither merges, splits nor repeats it; order comes from {@link
   * #publish()}.
   */
  public void ring(long word) {
    WORD.setOpaque(registers, offset, word);
  }
}
