package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.queue.WorkQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Set-up and tear-down of queues: what the kernel answers, and what the driver makes of it. */
class QueueFileTest {
  private static final long START_Q = 0x5700;
  private static final long PUT_Q = 0x5701;
  private static final long SET_QP_CTX = 0xC004480AL;
  private static final int MMIO_BYTES = 65_536;
  private static final int DUS_BYTES = 151_552;
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ENXIO = 6;
  private static final int EBUSY = 16;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final int EFAULT = 14;

  private final List<Integer> descriptors = new ArrayList<>();

  @BeforeEach
  void wellBehaved() {
    Knobs.reset();
    assertEquals(0, Knobs.ZIP_V3.get("in_use"));
  }

  @AfterEach
  void nothingIsLeft() {
    descriptors.forEach(Guest.CALLS::close);
    Knobs.reset();
    assertEquals(0, Knobs.ZIP_V3.get("in_use"), "queues in use");
    assertEquals(0, Knobs.ZIP_V3.get("bonds"), "address spaces bound");
  }

  private int open() {
    int fd = Guest.CALLS.open(Knobs.ZIP_V3.node().toString(), 2);
    if (fd >= 0) {
      descriptors.add(fd);
    }
    return fd;
  }

  private static int ioctl(int fd, long request) {
    return Guest.CALLS.ioctl(fd, request, MemorySegment.NULL);
  }

  private static Device device() {
    return RawQueue.device(Knobs.ZIP_V3);
  }

  @ParameterizedTest
  @CsvSource({
    "open_errno, 1", "open_errno, 5", "open_errno, 12", "open_errno, 16", "open_errno, 28",
        "ctx_errno, 5", "ctx_errno, 6", "ctx_errno, 22",
    "info_errno, 5", "info_errno, 6", "start_errno, 1", "start_errno, 5", "start_errno, 16",
        "start_errno, 110", "mmap_errno, 12", "mmap_errno, 22"
  })
  void everyErrorOfTheKernelsReachesTheBindingAndLeavesNothingOpen(String knob, int errno) {
    Device device = device();
    Knobs.ZIP_V3.set(knob, errno);
    DeviceException failure = assertThrows(DeviceException.class, () -> device.open(0));
    assertEquals(errno, failure.errno(), failure::getMessage);
    assertEquals(0, Knobs.ZIP_V3.get("in_use"));
  }

  @Test
  void anErrorOfTheAddressSpaceBindingReachesTheBinding() {
    Device device = device();
    Knobs.bindErrno(95);
    assertEquals(95, assertThrows(DeviceException.class, () -> device.open(0)).errno());
  }

  @Test
  void aDeviceThatIsGoneSinceItWasFoundCannotBeOpened() {
    Device device = device();
    Knobs.ZIP_V3.set("remove", 1);
    assertEquals(ENOENT, assertThrows(DeviceException.class, () -> device.open(0)).errno());
    assertThrows(DeviceException.class, device::refresh);
  }

  @Test
  void aKernelWithoutTheQueueInfoIoctlGetsTheDefaultDepth() throws DeviceException {
    Knobs.ZIP_V3.set("info_errno", EINVAL);
    WorkQueue queue = device().open(0);
    assertEquals(1023, queue.capacity());
    queue.close();
  }

  @Test
  void moreOpenersThanQueuesAreRefusedAndTheNumberComesBack() throws DeviceException {
    Device device = device();
    List<WorkQueue> queues = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      queues.add(device.open(i & 1));
    }
    assertEquals(EBUSY, assertThrows(DeviceException.class, () -> device.open(0)).errno());
    queues.forEach(WorkQueue::close);
    device.open(1).close();
  }

  @Test
  void aResettingDeviceRefusesOpens() {
    Device device = device();
    Knobs.ZIP_V3.set("reset", 1);
    assertEquals(EPERM, assertThrows(DeviceException.class, () -> device.open(0)).errno());
  }

  @Test
  void startsOnceAndAgainAfterPut() {
    int fd = open();
    assertEquals(0, ioctl(fd, PUT_Q), "PUT_Q before START_Q does nothing");
    assertEquals(0, ioctl(fd, START_Q));
    assertEquals(-EINVAL, ioctl(fd, START_Q));
    assertEquals(0, ioctl(fd, PUT_Q));
    assertEquals(1, Knobs.ZIP_V3.get("in_use"), "PUT_Q frees nothing");
    assertEquals(0, ioctl(fd, START_Q));
  }

  @Test
  void unknownAndBadIoctlsAreRefused() {
    int fd = open();
    assertEquals(-EINVAL, ioctl(fd, 0x5401));
    assertEquals(-EFAULT, ioctl(fd, SET_QP_CTX));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = arena.allocate(4);
      context.set(ValueLayout.JAVA_SHORT, 2, (short) 2);
      assertEquals(-EINVAL, Guest.CALLS.ioctl(fd, SET_QP_CTX, context));
    }
  }

  @Test
  void regionsMapOnceAndWithTheirSizesOnly() {
    int fd = open();
    assertEquals(-EINVAL, Guest.CALLS.mmap(fd, 4096, DUS_BYTES - 4096));
    assertEquals(-EINVAL, Guest.CALLS.mmap(fd, 0, MMIO_BYTES + 4096));
    assertEquals(-EINVAL, Guest.CALLS.mmap(fd, 8192, 4096));
    long dus = Guest.CALLS.mmap(fd, 4096, DUS_BYTES);
    assertTrue(dus > 0, () -> Errno.name((int) -dus));
    assertEquals(-EEXIST, Guest.CALLS.mmap(fd, 4096, DUS_BYTES));
    assertEquals(0, Guest.CALLS.munmap(dus, DUS_BYTES));
    long again = Guest.CALLS.mmap(fd, 4096, DUS_BYTES);
    assertTrue(again > 0);
    Guest.CALLS.munmap(again, DUS_BYTES);
  }

  @Test
  void aClosedButMappedQueueStaysInUse() {
    int fd = open();
    long mmio = Guest.CALLS.mmap(fd, 0, MMIO_BYTES);
    descriptors.clear();
    Guest.CALLS.close(fd);
    assertEquals(1, Knobs.ZIP_V3.get("in_use"));
    assertTrue(device().heldByProcess(), "the mapping is a hold on the device");
    Guest.CALLS.munmap(mmio, MMIO_BYTES);
    assertEquals(0, Knobs.ZIP_V3.get("in_use"));
  }

  @Test
  void afterRemovalTheOldFileIsDeadAlsoWhenTheNameIsBack() {
    int fd = open();
    Knobs.ZIP_V3.set("remove", 1);
    assertEquals(-ENXIO, ioctl(fd, START_Q));
    assertEquals(-ENXIO, Guest.CALLS.mmap(fd, 0, MMIO_BYTES));
    Knobs.ZIP_V3.set("remove", 0);
    assertEquals(-ENXIO, ioctl(fd, START_Q));
    int fresh = open();
    assertEquals(0, ioctl(fresh, START_Q));
  }

  @Test
  void noProcessThatTheJvmStartsInheritsAQueue() throws Exception {
    WorkQueue queue = device().open(0);
    Process child = new ProcessBuilder("sleep", "600").start();
    try {
      queue.close();
      assertEquals(0, Knobs.ZIP_V3.get("in_use"), "the child holds nothing");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
