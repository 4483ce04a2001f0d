package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.LinuxCalls;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The two regions of one queue pair: shared mappings of anonymous files, one for the driver, one
 * for the twin (ref 1.7, 2.2). They stay with the queue pair from owner to owner, as the kernel's
 * memory does. The doorbell page is each queue's own also on V2, where the silicon has one page for
 * all: several writers may store to one register without harm, but in a word of RAM they would
 * overwrite each other.
 *
 * <p>Not safe for use after {@link #truncate}: callers hold the queue's lock and look at its state
 * first.
 */
final class QueueMemory {
  static final int SQE_BYTES = 128;
  static final int CQE_BYTES = 16;
  private static final long DOORBELL_V1 = 0x340;
  private static final long DOORBELL_V2 = 0x1000;
  private static final long USAGE = 0x1100;

  private static final VarHandle LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final LinuxCalls linux;
  private final TwinDeviceSpec spec;
  final long dusBytes;
  final long mmioBytes;
  final int dusFd;
  final int mmioFd;
  private final long dus;
  private final long mmio;
  private boolean open = true;

  QueueMemory(LinuxCalls linux, TwinDeviceSpec spec, String name) {
    this.linux = linux;
    this.spec = spec;
    dusBytes = spec.dusBytes(linux.pageSize());
    mmioBytes = spec.mmioBytes(linux.pageSize());
    dusFd = file(name + "-dus", dusBytes);
    mmioFd = file(name + "-mmio", mmioBytes);
    dus = map(dusFd, dusBytes);
    mmio = map(mmioFd, mmioBytes);
  }

  private int file(String name, long bytes) {
    int fd = linux.memfdCreate(name);
    if (fd < 0 || linux.ftruncate(fd, bytes) < 0) {
      throw new IllegalStateException("no memory file for the twin's " + name + ", result=" + fd);
    }
    return fd;
  }

  private long map(int fd, long bytes) {
    long address = linux.mmap(fd, 0, bytes);
    if (address < 0) {
      throw new IllegalStateException("no mapping for the twin, result=" + address);
    }
    return address;
  }

  /**
   * What the kernel does when a queue pair changes hands: the submission ring is not cleared (ref
   * 1.8).
   */
  void prepare() {
    ProcessMemory.ALL.asSlice(completions(), (long) spec.depth() * CQE_BYTES).fill((byte) 0);
    ProcessMemory.ALL.asSlice(mmio, mmioBytes).fill((byte) 0);
    if (spec.api() >= 5) {
      // ref 2.4: one usage register per operation type, total channels in the high half.
      INT.setOpaque(ProcessMemory.ALL, mmio + USAGE, spec.slots() << 16);
      INT.setOpaque(ProcessMemory.ALL, mmio + USAGE + 4, spec.slots() << 16);
    }
    INT.setOpaque(ProcessMemory.ALL, dus + dusBytes - 8, 0);
    INT.setRelease(ProcessMemory.ALL, dus + dusBytes - 4, 0);
  }

  /**
   * The doorbell word as it stands. Acquire: what the driver stored before the doorbell is visible
   * after this load.
   */
  long doorbell() {
    return (long)
        LONG.getAcquire(ProcessMemory.ALL, mmio + (spec.api() == 1 ? DOORBELL_V1 : DOORBELL_V2));
  }

  void stopSubmitting() {
    INT.setRelease(ProcessMemory.ALL, dus + dusBytes - 4, 1);
  }

  void stopReceiving() {
    INT.setRelease(ProcessMemory.ALL, dus + dusBytes - 8, 1);
  }

  void readDescriptor(int slot, byte[] to) {
    ProcessMemory.read(dus + (long) slot * SQE_BYTES, to, 0, SQE_BYTES);
  }

  void writeDescriptor(int slot, byte[] from) {
    ProcessMemory.write(from, 0, dus + (long) slot * SQE_BYTES, SQE_BYTES);
  }

  /**
   * Writes a completion entry (ref 2.3). The half with the phase is one release store: whoever sees
   * the phase sees all before it.
   */
  void complete(int entry, int sqHead, int queue, int phase) {
    long at = completions() + (long) entry * CQE_BYTES;
    LONG.set(ProcessMemory.ALL, at, 0L);
    LONG.setRelease(
        ProcessMemory.ALL, at + 8, sqHead & 0xFFFFL | (queue & 0xFFFFL) << 16 | (long) phase << 48);
  }

  private long completions() {
    return dus + (long) spec.depth() * SQE_BYTES;
  }

  /**
   * Takes the pages away from under every mapping: the next access faults with SIGBUS (ref 1.10).
   */
  void truncate() {
    linux.ftruncate(dusFd, 0);
    linux.ftruncate(mmioFd, 0);
    close();
  }

  /** Gives up the twin's own mapping and files. Mappings of the driver stay what they are. */
  void close() {
    if (open) {
      open = false;
      linux.munmap(dus, dusBytes);
      linux.munmap(mmio, mmioBytes);
      linux.close(dusFd);
      linux.close(mmioFd);
    }
  }
}
