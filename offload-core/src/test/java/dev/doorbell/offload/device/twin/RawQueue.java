package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.posix.NativeMemory;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The least that can be called a driver: one queue, hand-written descriptors, every number straight
 * from the reference.
 */
final class RawQueue implements AutoCloseable {
  static final long START_Q = 0x5700;
  static final long PUT_Q = 0x5701;
  static final long SET_QP_CTX = 0xC004480AL;
  static final long SET_QP_INFO = 0xC010480BL;

  private static final VarHandle LONG = JAVA_LONG.varHandle();
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();
  private static final VarHandle INT = JAVA_INT.varHandle();

  final Twin twin;
  final TwinDevice device;
  final SystemCalls kernel;
  final int fd;
  final int id;
  final int depth;
  final long dusBytes;
  final long mmioBytes;
  final MemorySegment dus;
  final MemorySegment mmio;
  int tail;
  int head;
  int phase = 1;

  RawQueue(Twin twin, TwinDevice device, int type) {
    this.twin = twin;
    this.device = device;
    kernel = twin.systemCalls();
    dusBytes = device.spec().dusBytes(kernel.pageSize());
    mmioBytes = device.spec().mmioBytes(kernel.pageSize());
    fd = kernel.open(path(), SystemCalls.O_RDWR | SystemCalls.O_CLOEXEC);
    assertTrue(fd >= 0, "open " + fd);
    dus = map(kernel.pageSize(), dusBytes);
    mmio = map(0, mmioBytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = arena.allocate(4, 4);
      context.set(JAVA_SHORT, 2, (short) type);
      assertEquals(0, kernel.ioctl(fd, SET_QP_CTX, context));
      id = context.get(JAVA_SHORT, 0);
      MemorySegment info = arena.allocate(16, 8);
      assertEquals(0, kernel.ioctl(fd, SET_QP_INFO, info));
      assertEquals(128, info.get(JAVA_INT, 0));
      depth = info.get(JAVA_SHORT, 4) & 0xFFFF;
    }
    int started = kernel.ioctl(fd, START_Q, MemorySegment.NULL);
    if (started != 0) {
      close();
    }
    assertEquals(0, started, "START_Q");
  }

  String path() {
    return twin.deviceRoot().resolve(device.name()).toString();
  }

  private MemorySegment map(long offset, long length) {
    long address = kernel.mmap(fd, offset, length);
    assertTrue(address > 0, "mmap " + address);
    return NativeMemory.at(address, length);
  }

  void ring(long word) {
    LONG.setRelease(mmio, device.spec().api() == 1 ? 0x340L : 0x1000L, word);
  }

  /** Fills a slot without ringing. */
  void fill(byte[] descriptor) {
    MemorySegment.copy(descriptor, 0, dus, JAVA_BYTE, tail * 128L, 128);
    tail = (tail + 1) % depth;
  }

  void submit(byte[] descriptor) {
    fill(descriptor);
    ring((long) tail << 32 | id);
  }

  boolean completed() {
    long entry = depth * 128L + head * 16L;
    return ((short) SHORT.getAcquire(dus, entry + 14) & 1) == phase;
  }

  int sqHead() {
    return dus.get(JAVA_SHORT, depth * 128L + head * 16L + 8) & 0xFFFF;
  }

  /**
   * The descriptor named by the next completion, which is consumed; the completion must be there.
   */
  byte[] take() {
    assertTrue(completed(), "no completion");
    int slot = sqHead();
    head = (head + 1) % depth;
    phase ^= head == 0 ? 1 : 0;
    return slot(slot);
  }

  byte[] slot(int index) {
    return dus.asSlice(index * 128L, 128).toArray(JAVA_BYTE);
  }

  /** Submits and steps by hand, or waits for the twin's threads, until the completion is there. */
  byte[] run(byte[] descriptor) {
    submit(descriptor);
    if (twin.config().manual()) {
      while (!completed() && device.step().isPresent()) {
        // one step at a time
      }
    } else {
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (!completed() && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
    }
    return take();
  }

  int txStatus() {
    return (int) INT.getAcquire(dus, dusBytes - 4);
  }

  int rxStatus() {
    return (int) INT.getAcquire(dus, dusBytes - 8);
  }

  @Override
  public void close() {
    kernel.munmap(dus.address(), dusBytes);
    kernel.munmap(mmio.address(), mmioBytes);
    kernel.close(fd);
  }

  /**
   * A descriptor from rows like those of annex A: {@code offset:value} with a hexadecimal 32-bit
   * value, or a symbol out of {@code addresses} ({@code "S", 0x...}) for a 64-bit address.
   */
  static byte[] row(String row, Object... addresses) {
    byte[] descriptor = new byte[128];
    for (String field : row.trim().split(" +")) {
      int offset = Integer.parseInt(field.substring(0, field.indexOf(':')));
      String value = field.substring(field.indexOf(':') + 1);
      int symbol = Arrays.asList(addresses).indexOf(value);
      if (symbol >= 0) {
        Words.put64(descriptor, offset, ((Number) addresses[symbol + 1]).longValue());
      } else {
        Words.put32(descriptor, offset, HexFormat.fromHexDigits(value));
      }
    }
    return descriptor;
  }
}
