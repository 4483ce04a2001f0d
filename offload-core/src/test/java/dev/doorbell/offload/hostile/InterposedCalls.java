package dev.doorbell.offload.hostile;

import dev.doorbell.offload.posix.NativeMemory;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the driver and a twin's kernel: refuses calls as a test says, and knows where each
 * queue's rings lie, so that a test can write there as the device could.
 */
final class InterposedCalls implements SystemCalls {
  /** The places where the driver calls the kernel, in the order of a queue's life. */
  enum Site {
    OPEN,
    MAP_RINGS,
    MAP_REGISTERS,
    SET_CONTEXT,
    GET_DEPTHS,
    START,
    PUT,
    UNMAP,
    CLOSE
  }

  /** What happens in place of a call: 0 lets it through, an errno refuses it. May throw. */
  interface Refusal {
    int at(Site site);
  }

  private static final long SET_QP_CTX = 0xC004480AL;
  private static final long SET_QP_INFO = 0xC010480BL;
  private static final long START_Q = 0x5700;

  private final SystemCalls kernel;
  private final Map<Integer, Rings> byDescriptor = new HashMap<>();
  private final Map<Integer, Rings> byQueue = new HashMap<>();
  volatile Refusal refusal = site -> 0;
  private int open;
  private int mapped;

  /** One queue's region 1, and how many completions the device has written there. */
  static final class Rings {
    MemorySegment region = MemorySegment.NULL;
    int completions;
  }

  InterposedCalls(SystemCalls kernel) {
    this.kernel = kernel;
  }

  /** The rings of a queue that is open, or null. */
  synchronized @Nullable Rings rings(int queue) {
    return byQueue.get(queue);
  }

  /** Whether the queue is open, so that its region may be touched. */
  synchronized boolean isOpen(Rings rings) {
    return byDescriptor.containsValue(rings) && rings.region.byteSize() > 0;
  }

  /** Descriptors that are open. */
  synchronized int openDescriptors() {
    return open;
  }

  /** Regions that are mapped. */
  synchronized int mappedRegions() {
    return mapped;
  }

  @Override
  public synchronized int open(String path, int flags) {
    int errno = refusal.at(Site.OPEN);
    if (errno != 0) {
      return -errno;
    }
    int fd = kernel.open(path, flags);
    if (fd >= 0) {
      open++;
      byDescriptor.put(fd, new Rings());
    }
    return fd;
  }

  /** As in Linux, the descriptor is gone also where close reports an error. */
  @Override
  public synchronized int close(int fd) {
    int errno = refusal.at(Site.CLOSE);
    Rings closed = byDescriptor.remove(fd);
    byQueue.values().removeIf(rings -> rings == closed);
    open--;
    int result = kernel.close(fd);
    return errno == 0 ? result : -errno;
  }

  @Override
  public synchronized int ioctl(int fd, long request, MemorySegment argument) {
    Site site =
        request == SET_QP_CTX
            ? Site.SET_CONTEXT
            : request == SET_QP_INFO ? Site.GET_DEPTHS : request == START_Q ? Site.START : Site.PUT;
    int errno = refusal.at(site);
    if (errno != 0) {
      return -errno;
    }
    int result = kernel.ioctl(fd, request, argument);
    if (request == SET_QP_CTX && result >= 0) {
      byQueue.put(
          Short.toUnsignedInt(argument.get(ValueLayout.JAVA_SHORT, 0)), byDescriptor.get(fd));
    }
    return result;
  }

  @Override
  public synchronized long mmap(int fd, long offset, long length) {
    int errno = refusal.at(offset == 0 ? Site.MAP_REGISTERS : Site.MAP_RINGS);
    if (errno != 0) {
      return -errno;
    }
    long address = kernel.mmap(fd, offset, length);
    if (address > 0) {
      mapped++;
      if (offset != 0) {
        byDescriptor.get(fd).region = NativeMemory.at(address, length);
      }
    }
    return address;
  }

  @Override
  public synchronized int munmap(long address, long length) {
    int errno = refusal.at(Site.UNMAP);
    if (errno != 0) {
      return -errno;
    }
    mapped--;
    return kernel.munmap(address, length);
  }

  @Override
  public long pageSize() {
    return kernel.pageSize();
  }

  @Override
  public int references(String path) {
    return kernel.references(path);
  }
}
