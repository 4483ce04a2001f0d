package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.LinuxCalls;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kernel's side of open, ioctl, mmap, munmap and close on the twin's nodes, with the errors of
 * ref 1.5 to 1.10. It knows no other files. There is no poll, since {@link SystemCalls} has none.
 * One mutex per device, as in the kernel: a close that waits for a queue to drain delays every
 * other open and close of that device.
 */
final class TwinKernel implements SystemCalls {
  /** Ours: descriptors start here, so that none is mistaken for one of the real kernel's. */
  private static final int FIRST_DESCRIPTOR = 1_000_000;

  private final Twin twin;
  private final LinuxCalls linux;
  private final AtomicInteger nextDescriptor = new AtomicInteger(FIRST_DESCRIPTOR);
  private final Map<Integer, OpenFile> files = new ConcurrentHashMap<>();
  private final TreeMap<Long, Range> ranges = new TreeMap<>();

  /** What is left of a mapping: a mapping may be unmapped in pieces. */
  private record Range(long start, long end, OpenFile file, int region) {}

  TwinKernel(Twin twin, LinuxCalls linux) {
    this.twin = twin;
    this.linux = linux;
  }

  @Override
  public int open(String path, int flags) {
    DeviceKernel device = twin.deviceAt(Path.of(path));
    if (device == null) {
      return -Errno.ENOENT;
    }
    device.mutex.lock();
    try {
      int refusal = device.refuseOpen();
      if (refusal != 0) {
        return -refusal;
      }
      int access = flags & 0x3;
      OpenFile file = device.openQueue(access == O_RDWR);
      if (file == null) {
        return -Errno.EBUSY;
      }
      int fd = nextDescriptor.getAndIncrement();
      files.put(fd, file);
      return fd;
    } finally {
      device.mutex.unlock();
    }
  }

  @Override
  public int close(int fd) {
    OpenFile file = files.remove(fd);
    if (file == null) {
      return -Errno.EBADF;
    }
    file.device.mutex.lock();
    try {
      file.descriptorOpen = false;
      releaseIfUnused(file);
      return 0;
    } finally {
      file.device.mutex.unlock();
    }
  }

  private static void releaseIfUnused(OpenFile file) {
    if (file.references() == 0) {
      file.device.release(file);
    }
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    OpenFile file = files.get(fd);
    if (file == null) {
      return -Errno.EBADF;
    }
    file.device.mutex.lock();
    try {
      return file.ioctl(request, argument);
    } finally {
      file.device.mutex.unlock();
    }
  }

  @Override
  public long mmap(int fd, long offset, long length) {
    OpenFile file = files.get(fd);
    if (file == null) {
      return -Errno.EBADF;
    }
    if (length <= 0 || offset < 0 || offset % pageSize() != 0) {
      return -Errno.EINVAL;
    }
    if (!file.writable) {
      return -Errno.EACCES;
    }
    long region = offset / pageSize();
    file.device.mutex.lock();
    try {
      return region >= 2 ? -Errno.EINVAL : mapRegion(file, (int) region, length);
    } finally {
      file.device.mutex.unlock();
    }
  }

  private long mapRegion(OpenFile file, int region, long length) {
    if (file.device.mapErrno != 0) {
      return -file.device.mapErrno;
    }
    if (file.state == OpenFile.State.ZOMBIE) {
      return -Errno.ENXIO;
    }
    if (file.mapped[region]) {
      return -Errno.EEXIST;
    }
    long limit = region == 0 ? file.memory.mmioBytes : file.memory.dusBytes;
    if (region == 0 ? length > limit : length != limit) {
      return -Errno.EINVAL;
    }
    long address = linux.mmap(region == 0 ? file.memory.mmioFd : file.memory.dusFd, 0, length);
    if (address > 0) {
      file.mapped[region] = true;
      synchronized (ranges) {
        ranges.put(address, new Range(address, address + pages(length), file, region));
      }
    }
    return address;
  }

  private long pages(long length) {
    return (length + pageSize() - 1) / pageSize() * pageSize();
  }

  /**
   * As the kernel's, but ours refuses ranges that are not wholly mappings of the twin: those belong
   * to the JVM.
   */
  @Override
  public int munmap(long address, long length) {
    if (address % pageSize() != 0 || length <= 0) {
      return -Errno.EINVAL;
    }
    long end = address + pages(length);
    while (address < end) {
      OpenFile file;
      int region;
      boolean gone;
      synchronized (ranges) {
        Map.Entry<Long, Range> entry = ranges.floorEntry(address);
        if (entry == null || entry.getValue().end() <= address) {
          return -Errno.EINVAL;
        }
        Range range = entry.getValue();
        long stop = Math.min(end, range.end());
        int result = linux.munmap(address, stop - address);
        if (result < 0) {
          return result;
        }
        ranges.remove(range.start());
        keep(range, range.start(), address);
        keep(range, stop, range.end());
        file = range.file();
        region = range.region();
        OpenFile owner = file;
        int index = region;
        gone =
            ranges.values().stream()
                .noneMatch(each -> each.file() == owner && each.region() == index);
        address = stop;
      }
      if (gone) {
        unmapped(file, region);
      }
    }
    return 0;
  }

  private void keep(Range range, long start, long end) {
    if (start < end) {
      ranges.put(start, new Range(start, end, range.file(), range.region()));
    }
  }

  private static void unmapped(OpenFile file, int region) {
    file.device.mutex.lock();
    try {
      file.mapped[region] = false;
      releaseIfUnused(file);
    } finally {
      file.device.mutex.unlock();
    }
  }

  @Override
  public long pageSize() {
    return linux.pageSize();
  }

  /**
   * Descriptors and mappings of the device that the node stands for now; those of a removed device
   * no longer lead anywhere.
   */
  @Override
  public int references(String path) {
    DeviceKernel device = twin.deviceAt(Path.of(path));
    if (device == null) {
      return 0;
    }
    device.mutex.lock();
    try {
      return device.references();
    } finally {
      device.mutex.unlock();
    }
  }
}
