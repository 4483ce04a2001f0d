package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An opened node: one queue pair and its UACCE state (ref 1.8). Lives until the descriptor and both
 * mappings are gone. All methods are called under the device's kernel mutex.
 */
final class OpenFile {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Kernel states, with the kernel's numbers as ordinals. */
  enum State {
    ZOMBIE,
    INIT,
    STARTED
  }

  final DeviceKernel device;
  final int id;
  final QueueMemory memory;
  final boolean writable;
  State state = State.INIT;
  boolean descriptorOpen = true;
  final boolean[] mapped = new boolean[2];
  TwinQueue queue;
  private int type;
  private boolean startedBefore;

  OpenFile(DeviceKernel device, int id, QueueMemory memory, boolean writable) {
    this.device = device;
    this.id = id;
    this.memory = memory;
    this.writable = writable;
  }

  /** Descriptor and mappings that keep it alive. */
  int references() {
    return (descriptorOpen ? 1 : 0) + (mapped[0] ? 1 : 0) + (mapped[1] ? 1 : 0);
  }

  int ioctl(long request, MemorySegment argument) {
    if (state == State.ZOMBIE) {
      return -Errno.ENXIO;
    }
    return switch ((int) request) {
      case 0x5700 -> start();
      case 0x5701 -> put();
      case 0xC004480A -> setContext(argument);
      case 0xC010480B -> information(argument);
      default -> -Errno.EINVAL;
    };
  }

  private int start() {
    if (state != State.INIT) {
      return -Errno.EINVAL;
    }
    int refusal = device.refuseStart();
    if (refusal == 0) {
      queue = device.startQueue(id, memory, type, startedBefore);
      startedBefore = true;
      state = State.STARTED;
    }
    return -refusal;
  }

  /** Stops only; the queue pair stays reserved (Linux 6.12, ref 1.8). */
  int put() {
    if (state == State.STARTED) {
      device.stopQueue(queue);
      queue = null;
      state = State.INIT;
    }
    return 0;
  }

  /** The device is gone, or this file is: no call reaches a queue through it any more. */
  void orphan() {
    state = State.ZOMBIE;
    queue = null;
  }

  private int setContext(MemorySegment argument) {
    if (!readable(argument, 4)) {
      return -Errno.EFAULT;
    }
    int wanted = argument.get(U16, 2) & 0xFFFF;
    if (wanted > 1) {
      return -Errno.EINVAL;
    }
    // Programmed into the hardware at START_Q; later changes reach the software copy only (ref
    // 1.6).
    type = wanted;
    argument.set(U16, 0, (short) id);
    return 0;
  }

  private int information(MemorySegment argument) {
    if (!readable(argument, 16)) {
      return -Errno.EFAULT;
    }
    argument.set(U32, 0, QueueMemory.SQE_BYTES);
    argument.set(U16, 4, (short) device.spec().depth());
    argument.set(U16, 6, (short) device.spec().depth());
    return 0;
  }

  private static boolean readable(MemorySegment argument, long bytes) {
    return argument.isNative()
        && ProcessMemory.plausible(argument.address(), bytes)
        && argument.byteSize() >= bytes;
  }
}
