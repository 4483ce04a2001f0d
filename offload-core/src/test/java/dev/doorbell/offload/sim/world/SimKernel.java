package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The twin's kernel side with the world around it: every call is a point before and after, may be
 * refused where the plan says so, and every mapping is known, so that an access to one that is no
 * longer there is seen before it happens.
 */
final class SimKernel implements SystemCalls {
  private enum State {
    LIVE,
    UNMAPPED,
    REMOVED
  }

  private static final class Region {
    final String device;
    final int fd;
    final long base;
    final long length;
    final boolean rings;
    State state = State.LIVE;
    int announcedHead;

    Region(String device, int fd, long base, long length, boolean rings) {
      this.device = device;
      this.fd = fd;
      this.base = base;
      this.length = length;
      this.rings = rings;
    }
  }

  private static final int[] REFUSALS = {
    Errno.EBUSY, Errno.EMFILE, Errno.ENOMEM, Errno.EINTR, Errno.ENODEV, Errno.EACCES
  };

  private final World world;
  private final SystemCalls twin;
  private final Map<Integer, String> devices = new HashMap<>();
  private final List<Region> regions = new ArrayList<>();
  private final Map<Object, Region> regionOf = new IdentityHashMap<>();

  /** One of so many calls is refused; 0 for none. */
  int refuseOneOf;

  SimKernel(World world, SystemCalls twin) {
    this.world = world;
    this.twin = twin;
  }

  private int refusal() {
    return refuseOneOf > 0 && world.random().nextInt(refuseOneOf) == 0
        ? REFUSALS[world.random().nextInt(REFUSALS.length)]
        : 0;
  }

  @Override
  public int open(String path, int flags) {
    world.point("open".hashCode());
    int refusal = refusal();
    int fd = refusal != 0 ? -refusal : twin.open(path, flags);
    if (fd >= 0) {
      devices.put(fd, path.substring(path.lastIndexOf('/') + 1));
    }
    world.point("opened".hashCode());
    return fd;
  }

  @Override
  public int close(int fd) {
    world.point("close".hashCode());
    int result = twin.close(fd);
    world.point("closed".hashCode());
    return result;
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    world.point("ioctl".hashCode());
    int refusal = request == 0x5701 ? 0 : refusal();
    int result = refusal != 0 ? -refusal : twin.ioctl(fd, request, argument);
    world.point("ioctled".hashCode());
    return result;
  }

  @Override
  public long mmap(int fd, long offset, long length) {
    world.point("mmap".hashCode());
    int refusal = refusal();
    long address = refusal != 0 ? -refusal : twin.mmap(fd, offset, length);
    if (address > 0) {
      regions.add(new Region(devices.get(fd), fd, address, length, offset != 0));
    }
    return address;
  }

  @Override
  public int munmap(long address, long length) {
    world.point("munmap".hashCode());
    for (Region region : regions) {
      if (region.base == address && region.state != State.UNMAPPED) {
        region.state = State.UNMAPPED;
      }
    }
    int result = twin.munmap(address, length);
    world.point("munmapped".hashCode());
    return result;
  }

  @Override
  public long pageSize() {
    return twin.pageSize();
  }

  @Override
  public int references(String path) {
    return twin.references(path);
  }

  /** The device has gone: what is still mapped of it faults from now on. */
  void removed(TwinDevice device, String lastName) {
    for (Region region : regions) {
      if (region.state == State.LIVE && lastName.equals(region.device)) {
        region.state = State.REMOVED;
      }
    }
  }

  boolean isMapped(long address) {
    return find(address) != null;
  }

  private Region find(long address) {
    for (int i = regions.size() - 1; i >= 0; i--) {
      Region region = regions.get(i);
      if (address >= region.base && address < region.base + region.length) {
        return region;
      }
    }
    return null;
  }

  /**
   * Invariant: nobody touches a queue after it was closed. True where the access must not be made
   * because the device was removed.
   */
  boolean isGone(Object self, long address) {
    // Bound to the object at its first access: a later mapping may get the same address.
    Region region = regionOf.computeIfAbsent(self, any -> find(address));
    if (region == null) {
      throw new Violation(self.getClass().getSimpleName() + " touches memory that is no mapping");
    }
    switch (region.state) {
      case LIVE -> {
        return false;
      }
      case UNMAPPED ->
          throw new Violation(self.getClass().getSimpleName() + " touches a queue that was closed");
      default -> {
        world.mappingFault();
        return true;
      }
    }
  }

  /**
   * A completion doorbell gives entries back: from now on they are the device's, and it may leave
   * anything in them but the phase bit of a new entry.
   */
  void doorbell(Object self, long word) {
    if ((word >>> 12 & 0xF) != 1) {
      return;
    }
    Region registers = regionOf.get(self);
    for (Region region : regions) {
      if (region.rings && region.fd == registers.fd && region.state == State.LIVE) {
        int head = (int) (word >>> 32 & 0xFFFF);
        int depth = world.depth(region.device);
        while (region.announcedHead != head) {
          scribble(region, depth, region.announcedHead);
          region.announcedHead = (region.announcedHead + 1) % depth;
        }
      }
    }
  }

  private void scribble(Region region, int depth, int entry) {
    MemorySegment at =
        dev.doorbell.offload.posix.NativeMemory.at(region.base + 128L * depth + 16L * entry, 16);
    for (int i = 0; i < 14; i += 2) {
      at.set(ValueLayout.JAVA_SHORT, i, (short) world.garbage());
    }
  }
}
