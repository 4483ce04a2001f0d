package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.WorkQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The production queue without the layers above it, for descriptors that the driver would never
 * build. The words of a descriptor come from the test.
 */
final class RawQueue implements AutoCloseable {
  static final int DESCRIPTOR_BYTES = 128;
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final WorkQueue queue;
  private final MemorySegment frame = arena.allocate(2L * DESCRIPTOR_BYTES, 64);

  RawQueue(Knobs device, int type) throws DeviceException {
    queue = device(device).open(type);
  }

  static Device device(Knobs knobs) {
    String name = knobs.name();
    return new HisiDriver(
            () -> Guest.CALLS, new UacceSysfs(Path.of("/sys/class/uacce"), Path.of("/dev")))
        .discover().stream()
            .filter(finding -> finding.name().equals(name))
            .map(finding -> ((Finding.Usable) finding).device())
            .findFirst()
            .orElseThrow();
  }

  WorkQueue queue() {
    return queue;
  }

  /** Zeroed memory that the device may read and write, until {@link #close()}. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, 4096);
  }

  /** Executes one descriptor; returns what the device made of it, valid until the next call. */
  MemorySegment execute(MemorySegment descriptor) {
    frame.fill((byte) 0);
    MemorySegment.copy(descriptor, 0, frame, 0, DESCRIPTOR_BYTES);
    InFlight entry = queue.begin();
    assertNotNull(entry, "no free entry");
    entry.attach(frame, 0, DESCRIPTOR_BYTES);
    assertTrue(queue.submit(entry), () -> "not submitted: " + queue.fault());
    Knobs.await(
        "the descriptor is answered",
        () -> {
          queue.poll(1);
          return entry.isCompleted() || queue.fault() != null;
        });
    assertNull(queue.fault());
    queue.end(entry);
    return frame.asSlice(DESCRIPTOR_BYTES, DESCRIPTOR_BYTES);
  }

  @Override
  public void close() {
    queue.close();
    arena.close();
  }
}
