package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.NativeMemory;
import dev.doorbell.offload.posix.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors and lifetimes of ref 1.3 to 1.10, and what was seen with the real framework. */
class TwinKernelTest {
  private final Twin twin =
      Twin.start(
          TwinConfig.of(
                  TwinDeviceSpec.of("hisi_zip", 3).withQueues(2),
                  TwinDeviceSpec.of("hisi_sec2", 2).withNumaNode(-1))
              .withManualSteps());
  private final SystemCalls kernel = twin.systemCalls();
  private final TwinDevice zip = twin.devices().get(0);
  private final long page = kernel.pageSize();
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    twin.close();
    arena.close();
  }

  private String path(TwinDevice device) {
    return twin.deviceRoot().resolve(device.name()).toString();
  }

  private int open() {
    return kernel.open(path(zip), SystemCalls.O_RDWR | SystemCalls.O_CLOEXEC);
  }

  private int start(int fd) {
    return kernel.ioctl(fd, RawQueue.START_Q, MemorySegment.NULL);
  }

  private int put(int fd) {
    return kernel.ioctl(fd, RawQueue.PUT_Q, MemorySegment.NULL);
  }

  private long dus(int fd) {
    return kernel.mmap(fd, page, zip.spec().dusBytes(page));
  }

  private String attribute(TwinDevice device, String name) throws IOException {
    String value = Files.readString(twin.sysfsRoot().resolve(device.name()).resolve(name));
    assertTrue(value.endsWith("\n"), name);
    return value.strip();
  }

  @Test
  void attributesAreThoseOfTheReference() throws IOException {
    assertEquals("hisi_qm_v3", attribute(zip, "api"));
    assertEquals("1", attribute(zip, "flags"));
    assertEquals(
        List.of("zlib", "gzip", "deflate", "lz77_zstd"),
        attribute(zip, "algorithms").lines().toList());
    assertEquals("0", attribute(zip, "isolate"));
    assertEquals("0", attribute(zip, "isolate_strategy"));
    assertEquals("0", attribute(zip, "device/numa_node"));
    TwinDevice sec = twin.device("hisi_sec2-1");
    assertEquals("-1", attribute(sec, "device/numa_node"));
    assertEquals("hisi_qm_v2", attribute(sec, "api"));
    assertEquals("256", attribute(sec, "available_instances"));
  }

  @ParameterizedTest
  @CsvSource({
    "1,4096,151552,4096",
    "2,4096,151552,8192",
    "3,4096,151552,65536",
    "1,16384,163840,16384",
    "2,16384,163840,16384",
    "3,16384,163840,65536",
    "1,65536,262144,65536",
    "2,65536,262144,65536",
    "5,65536,262144,65536"
  })
  void regionSizesAreThoseOfTheTable(int api, long pageSize, long dus, long mmio) {
    TwinDeviceSpec spec = TwinDeviceSpec.of("hisi_zip", api);
    assertEquals(dus, spec.dusBytes(pageSize));
    assertEquals(mmio, spec.mmioBytes(pageSize));
  }

  @Test
  void openTakesAQueueUntilNoneIsLeft() throws IOException {
    int first = open();
    int second = open();
    assertTrue(first >= 0 && second >= 0);
    assertEquals("0", attribute(zip, "available_instances"));
    assertEquals(-Errno.EBUSY, open());
    kernel.close(first);
    assertEquals("1", attribute(zip, "available_instances"));
    assertTrue(open() >= 0);
  }

  @Test
  void openFailsAsTold() {
    assertEquals(
        -Errno.ENOENT,
        kernel.open(twin.deviceRoot().resolve("hisi_zip-7").toString(), SystemCalls.O_RDWR));
    assertEquals(-Errno.ENOENT, kernel.open("/dev/null", SystemCalls.O_RDWR));
    zip.failOpen(Errno.EACCES);
    assertEquals(-Errno.EACCES, open());
    zip.failOpen(0);
    zip.resetDevice();
    assertEquals(-Errno.EPERM, open());
    zip.finishReset();
    assertTrue(open() >= 0);
  }

  @Test
  void statesFollowTheTable() {
    int fd = open();
    assertEquals(0, put(fd), "PUT_Q in INIT has no effect");
    assertEquals(0, start(fd));
    assertEquals(-Errno.EINVAL, start(fd));
    assertEquals(0, put(fd));
    assertEquals(0, put(fd));
    assertEquals(0, start(fd), "PUT_Q only stops");
    assertEquals(-Errno.EINVAL, kernel.ioctl(fd, 0x5401, MemorySegment.NULL));
    assertEquals(-Errno.EBADF, kernel.ioctl(12345678, RawQueue.START_Q, MemorySegment.NULL));
    assertEquals(0, kernel.close(fd));
    assertEquals(-Errno.EBADF, kernel.close(fd));
    assertEquals(-Errno.EBADF, start(fd));
  }

  @Test
  void startFailsAsTold() {
    int fd = open();
    zip.failStart(Errno.ETIMEDOUT);
    assertEquals(-Errno.ETIMEDOUT, start(fd));
    zip.failStart(0);
    zip.resetDevice();
    assertEquals(-Errno.EPERM, start(fd));
    zip.finishReset();
    assertEquals(0, start(fd));
  }

  @Test
  void contextAndInformationCheckTheirArguments() {
    int fd = open();
    MemorySegment context = arena.allocate(4);
    context.set(JAVA_SHORT, 2, (short) 2);
    assertEquals(-Errno.EINVAL, kernel.ioctl(fd, RawQueue.SET_QP_CTX, context));
    assertEquals(-Errno.EFAULT, kernel.ioctl(fd, RawQueue.SET_QP_CTX, MemorySegment.NULL));
    assertEquals(-Errno.EFAULT, kernel.ioctl(fd, RawQueue.SET_QP_INFO, MemorySegment.NULL));
    MemorySegment info = arena.allocate(16, 8);
    info.set(JAVA_LONG, 8, 77);
    assertEquals(0, kernel.ioctl(fd, RawQueue.SET_QP_INFO, info));
    assertEquals(128, info.get(JAVA_INT, 0));
    assertEquals(1024, info.get(JAVA_SHORT, 4));
    assertEquals(1024, info.get(JAVA_SHORT, 6));
    assertEquals(77, info.get(JAVA_LONG, 8), "reserved is untouched");
  }

  @Test
  void queueNumbersGoInACircle() {
    int first = open();
    kernel.close(first);
    int second = open();
    MemorySegment context = arena.allocate(4);
    assertEquals(0, kernel.ioctl(second, RawQueue.SET_QP_CTX, context));
    assertEquals(1, context.get(JAVA_SHORT, 0));
  }

  @Test
  void mmapChecksRegionLengthAndState() {
    int fd = open();
    assertEquals(-Errno.EINVAL, kernel.mmap(fd, 2 * page, page));
    assertEquals(-Errno.EINVAL, kernel.mmap(fd, 17, page));
    assertEquals(-Errno.EINVAL, kernel.mmap(fd, 0, zip.spec().mmioBytes(page) + page));
    assertEquals(-Errno.EINVAL, kernel.mmap(fd, page, zip.spec().dusBytes(page) - page));
    assertTrue(kernel.mmap(fd, 0, page) > 0, "the doorbell region may be mapped in part");
    long dus = dus(fd);
    assertTrue(dus > 0);
    assertEquals(-Errno.EEXIST, dus(fd));
    assertEquals(0, kernel.munmap(dus, zip.spec().dusBytes(page)));
    assertTrue(dus(fd) > 0, "after munmap it may be mapped again");
    zip.failMap(Errno.ENOMEM);
    int other = open();
    assertEquals(-Errno.ENOMEM, dus(other));
    assertEquals(-Errno.EBADF, kernel.mmap(3, 0, page));
  }

  @Test
  void readOnlyDescriptorCannotBeMappedWritable() {
    int fd = kernel.open(path(zip), 0);
    assertTrue(fd >= 0);
    assertEquals(-Errno.EACCES, dus(fd));
  }

  @Test
  void munmapInPiecesKeepsTheRestAndLeavesForeignMemoryAlone() {
    int fd = open();
    long dus = dus(fd);
    assertEquals(0, kernel.munmap(dus, page));
    NativeMemory.at(dus + page, page).fill((byte) 1);
    assertEquals(-Errno.EEXIST, dus(fd));
    assertEquals(0, kernel.munmap(dus + page, zip.spec().dusBytes(page) - page));
    assertEquals(-Errno.EINVAL, kernel.munmap(dus + page, page));
    assertEquals(-Errno.EINVAL, kernel.munmap(arena.allocate(page, page).address(), page));
  }

  @Test
  void mappingKeepsTheQueueAfterClose() throws IOException {
    int fd = open();
    long dus = dus(fd);
    assertEquals(2, kernel.references(path(zip)));
    kernel.close(fd);
    assertEquals("1", attribute(zip, "available_instances"));
    assertEquals(1, kernel.references(path(zip)));
    NativeMemory.at(dus, 128).fill((byte) 3);
    kernel.munmap(dus, zip.spec().dusBytes(page));
    assertEquals("2", attribute(zip, "available_instances"));
    assertEquals(0, kernel.references(path(zip)));
  }

  @Test
  void nextOwnerSeesOldDescriptorsButCleanCompletionsAndStatus() {
    int first = open();
    int second = open();
    long dus = dus(first);
    long bytes = zip.spec().dusBytes(page);
    NativeMemory.at(dus, bytes).fill((byte) 9);
    kernel.munmap(dus, bytes);
    kernel.close(first);
    int third = open();
    MemorySegment inherited = NativeMemory.at(dus(third), bytes);
    byte[] old = new byte[128];
    Arrays.fill(old, (byte) 9);
    assertArrayEquals(old, inherited.asSlice(0, 128).toArray(JAVA_BYTE));
    assertArrayEquals(
        new byte[16 * 1024], inherited.asSlice(128 * 1024, 16 * 1024).toArray(JAVA_BYTE));
    assertArrayEquals(new byte[8], inherited.asSlice(bytes - 8).toArray(JAVA_BYTE));
    assertTrue(second >= 0);
  }

  @Test
  void removalFaultsMappingsAndRefusesEverythingElse() throws IOException {
    RawQueue queue = new RawQueue(twin, zip, 0);
    String node = path(zip);
    zip.remove();
    assertThrows(InternalError.class, () -> read(queue.dus));
    assertThrows(InternalError.class, () -> queue.ring(1));
    assertEquals(-Errno.ENXIO, start(queue.fd));
    assertEquals(-Errno.ENXIO, put(queue.fd));
    assertEquals(-Errno.ENXIO, dus(queue.fd));
    assertEquals(-Errno.ENOENT, kernel.open(node, SystemCalls.O_RDWR));
    assertFalse(Files.exists(twin.sysfsRoot().resolve("hisi_zip-0")));
    assertFalse(Files.exists(Path.of(node)));
    assertEquals(0, kernel.references(node));

    zip.readd();
    assertEquals("hisi_zip-0", zip.name(), "the lowest free number is the old one");
    assertEquals("2", attribute(zip, "available_instances"));
    assertEquals(-Errno.ENXIO, start(queue.fd), "a name is not an identity");
    assertThrows(InternalError.class, () -> read(queue.dus));
    queue.close();
    assertEquals("2", attribute(zip, "available_instances"));
    try (RawQueue fresh = new RawQueue(twin, zip, 0)) {
      assertEquals(0, fresh.txStatus());
    }
  }

  private static long read(MemorySegment segment) {
    return segment.get(JAVA_LONG, 0);
  }

  @Test
  void deviceMayComeBackUnderAnotherName() {
    zip.remove();
    zip.readdRenamed();
    assertEquals("hisi_zip-2", zip.name());
    assertTrue(open() >= 0);
  }

  @Test
  void deviceResetKillsAllQueuesForEver() {
    RawQueue queue = new RawQueue(twin, zip, 0);
    int idle = open();
    long idleDus = dus(idle);
    zip.resetDevice();
    assertEquals(1, queue.txStatus());
    assertEquals(1, queue.rxStatus());
    assertEquals(
        1,
        NativeMemory.at(idleDus, zip.spec().dusBytes(page))
            .get(JAVA_INT, zip.spec().dusBytes(page) - 4));
    zip.finishReset();
    queue.submit(new byte[128]);
    assertTrue(zip.step().isEmpty());
    assertEquals(-Errno.EINVAL, start(queue.fd), "its state still says STARTED");
    queue.close();
  }

  @Test
  void doorbellBeforeStartIsSeenAfterIt() {
    int fd = open();
    MemorySegment mmio = NativeMemory.at(kernel.mmap(fd, 0, zip.spec().mmioBytes(page)), 8192);
    mmio.set(JAVA_LONG, 0x1000, 1L << 32);
    assertTrue(zip.step().isEmpty());
    start(fd);
    assertTrue(zip.step().isPresent());
  }

  @Test
  void restartedQueueDoesNotTakeTheOldWordForADoorbell() {
    RawQueue queue = new RawQueue(twin, zip, 0);
    queue.run(new byte[128]);
    put(queue.fd);
    start(queue.fd);
    assertTrue(zip.step().isEmpty());
    queue.close();
  }

  @Test
  void isolationIsAnAttributeAndNothingElse() throws IOException {
    zip.isolate(true);
    assertEquals("1", attribute(zip, "isolate"));
    assertTrue(open() >= 0);
    zip.isolate(false);
    assertEquals("0", attribute(zip, "isolate"));
  }

  @Test
  void closeDeletesTheDirectories() {
    Path root = twin.sysfsRoot();
    twin.close();
    assertFalse(Files.exists(root));
    assertFalse(Files.exists(twin.deviceRoot()));
    assertNotEquals(0, open());
  }

  @Test
  void queueTypeOfTheStartCounts() {
    RawQueue queue = new RawQueue(twin, zip, 1);
    MemorySegment context = arena.allocate(4);
    kernel.ioctl(queue.fd, RawQueue.SET_QP_CTX, context);
    MemorySegment memory = arena.allocate(100);
    byte[] job =
        RawQueue.row(
            "16:00000002 28:3a000000 36:00004001 56:00000040 72:S 80:D",
            "S",
            fixedEmpty().address(),
            "D",
            memory.address());
    assertEquals(0x13, Words.u8(queue.run(job), 12), "still decompresses");
    queue.close();
  }

  private MemorySegment fixedEmpty() {
    MemorySegment empty = arena.allocate(2);
    empty.set(JAVA_BYTE, 0, (byte) 3);
    return empty;
  }
}
