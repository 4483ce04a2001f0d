package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A kernel and a device in plain memory whose every answer is the test's: the queue under test sees
 * exactly what the test wrote. The ring protocol in this class is spelled out from spec/uacce.md
 * 2.2 to 2.4, with nothing taken from the driver.
 */
final class ScriptedQueue implements SystemCalls, AutoCloseable {
  static final int DUS_BYTES = 151_552;
  static final int QUEUE_NUMBER = 0x25;

  final List<String> calls = new ArrayList<>();
  final int depth;
  final int sqeSize;
  private final Arena arena = Arena.ofShared();
  final MemorySegment dus = arena.allocate(DUS_BYTES, 4096);
  final MemorySegment mmio = arena.allocate(8192, 4096);
  private int cqHead;
  private int phase = 1;

  ScriptedQueue(int depth) {
    this(depth, 128);
  }

  ScriptedQueue(int depth, int sqeSize) {
    this.depth = depth;
    this.sqeSize = sqeSize;
  }

  QmQueue open() throws DeviceException {
    UacceDeviceInfo info =
        new UacceDeviceInfo(
            "hisi_zip-0", "hisi_zip", 3, "/dev/hisi_zip-0", 8192, DUS_BYTES, Set.of("zlib"), 0, 1);
    return QmQueue.open(this, info, 1, TagField.ZIP_TYPE_3);
  }

  long doorbell() {
    return mmio.get(ValueLayout.JAVA_LONG, 0x1000);
  }

  /**
   * Writes a status into the descriptor in {@code slot}, whose tag stays, as the device would, and
   * the next completion entry for it.
   */
  void complete(int slot) {
    if (slot < depth) {
      dus.set(ValueLayout.JAVA_INT, 128L * slot + 12, 0x13);
    }
    announce(slot);
  }

  /** The completion entry alone: the descriptor stays as the driver wrote it. */
  void announce(int slot) {
    completeWithPhase(slot, phase);
  }

  void completeWithPhase(int slot, int phaseBit) {
    long entry = 128L * depth + 16L * cqHead;
    dus.set(ValueLayout.JAVA_SHORT, entry + 8, (short) slot);
    dus.set(ValueLayout.JAVA_SHORT, entry + 10, (short) QUEUE_NUMBER);
    dus.set(ValueLayout.JAVA_SHORT, entry + 14, (short) phaseBit);
    if (++cqHead == depth) {
      cqHead = 0;
      phase ^= 1;
    }
  }

  void rxStatus(int value) {
    dus.set(ValueLayout.JAVA_INT, DUS_BYTES - 8, value);
  }

  void txStatus(int value) {
    dus.set(ValueLayout.JAVA_INT, DUS_BYTES - 4, value);
  }

  @Override
  public int open(String path, int flags) {
    calls.add("open " + path + " " + Integer.toHexString(flags));
    return 7;
  }

  @Override
  public int close(int fd) {
    calls.add("close");
    return 0;
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    calls.add("ioctl " + Long.toHexString(request));
    switch ((int) request) {
      case 0xC004480A -> argument.set(ValueLayout.JAVA_SHORT, 0, (short) QUEUE_NUMBER);
      case 0xC010480B -> {
        argument.set(ValueLayout.JAVA_INT, 0, sqeSize);
        argument.set(ValueLayout.JAVA_SHORT, 4, (short) depth);
        argument.set(ValueLayout.JAVA_SHORT, 6, (short) depth);
      }
      case 0x5700, 0x5701 -> {}
      default -> {
        return -Errno.EINVAL;
      }
    }
    return 0;
  }

  @Override
  public long mmap(int fd, long offset, long length) {
    calls.add("mmap " + offset + " " + length);
    return offset == 0 ? mmio.address() : dus.address();
  }

  @Override
  public int munmap(long address, long length) {
    calls.add("munmap " + (address == mmio.address() ? "mmio" : "dus"));
    return 0;
  }

  @Override
  public long pageSize() {
    return 4096;
  }

  @Override
  public int references(String path) {
    return 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
