package dev.doorbell.offload.device.uacce;

import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.posix.NativeMemory;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One open queue of a UACCE device: the descriptor and its two mappings, in the order of uacce.md
 * 2.1 and 2.10.
 *
 * <p>Owned by one thread at a time. After {@link #close()} the regions must not be touched: the
 * addresses are no longer mapped and the JVM would not survive it.
 */
public final class UacceQueueFile implements AutoCloseable {
  private static final long START_Q = 0x5700;
  private static final long PUT_Q = 0x5701;
  private static final int REGION_MMIO = 0;
  private static final int REGION_DUS = 1;

  private final SystemCalls calls;
  private final String path;
  private int fd;
  private MemorySegment dus = MemorySegment.NULL;
  private MemorySegment mmio = MemorySegment.NULL;

  private UacceQueueFile(SystemCalls calls, String path, int fd) {
    this.calls = calls;
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens the node and maps both regions; the queue is not started yet. On failure nothing stays
   * open.
   */
  public static UacceQueueFile open(SystemCalls calls, UacceDeviceInfo info)
      throws DeviceException {
    int fd = calls.open(info.nodePath(), SystemCalls.O_RDWR | SystemCalls.O_CLOEXEC);
    if (fd < 0) {
      throw new DeviceException("open " + info.nodePath(), -fd);
    }
    UacceQueueFile file = new UacceQueueFile(calls, info.nodePath(), fd);
    try {
      file.dus = file.map(REGION_DUS, info.dusBytes());
      file.mmio = file.map(REGION_MMIO, info.mmioBytes());
      return file;
    } catch (DeviceException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private MemorySegment map(int region, long length) throws DeviceException {
    long address = calls.mmap(fd, region * calls.pageSize(), length);
    // Addresses of user space are positive; −4095 to −1 is an errno.
    if (address < 0) {
      throw new DeviceException(
          "mmap region " + region + " of " + path + ", " + length + " bytes", (int) -address);
    }
    return NativeMemory.at(address, length);
  }

  /**
   * A driver-specific ioctl whose argument of {@code bytes.length} bytes the kernel reads and
   * writes; the array is updated.
   */
  public void ioctl(String name, long request, byte[] bytes) throws DeviceException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(bytes.length, 8);
      MemorySegment.copy(bytes, 0, argument, ValueLayout.JAVA_BYTE, 0, bytes.length);
      int result = calls.ioctl(fd, request, argument);
      if (result < 0) {
        throw new DeviceException(name + " on " + path, -result);
      }
      MemorySegment.copy(argument, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    }
  }

  /** The device begins to execute. */
  public void start() throws DeviceException {
    int result = calls.ioctl(fd, START_Q, MemorySegment.NULL);
    if (result < 0) {
      throw new DeviceException("START_Q on " + path, -result);
    }
  }

  /** Region 1: rings and status words. */
  public MemorySegment dus() {
    return dus;
  }

  /** Region 0: the doorbell. */
  public MemorySegment mmio() {
    return mmio;
  }

  /**
   * Stops the queue and lets go of it: PUT_Q, both munmaps, close. The kernel's release runs in the
   * last step and waits for the device to drain. Errors are ignored: a removed device answers ENXIO
   * to PUT_Q, and there is nothing else to be done about the others.
   *
   * <p>Where a call cannot even be made, for want of native memory, the next close goes on from
   * there; each region is unmapped once.
   */
  @Override
  public void close() {
    if (fd < 0) {
      return;
    }
    calls.ioctl(fd, PUT_Q, MemorySegment.NULL);
    unmap(dus);
    dus = MemorySegment.NULL;
    unmap(mmio);
    mmio = MemorySegment.NULL;
    calls.close(fd);
    fd = -1;
  }

  private void unmap(MemorySegment region) {
    if (region.byteSize() != 0) {
      calls.munmap(region.address(), region.byteSize());
    }
  }
}
