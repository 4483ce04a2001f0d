package dev.doorbell.offload.device.twin;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One SEC twin stepped by hand, one queue on it, and memory for jobs. */
final class SecRig implements AutoCloseable {
  final Arena arena = Arena.ofConfined();
  final int api;
  final RawQueue queue;
  private final Twin twin;

  SecRig(int api) {
    this(TwinDeviceSpec.of("hisi_sec2", api));
  }

  SecRig(TwinDeviceSpec spec) {
    api = spec.api();
    twin = Twin.start(TwinConfig.of(spec).withManualSteps());
    queue = new RawQueue(twin, twin.devices().getFirst(), 0);
  }

  MemorySegment at(byte[] bytes) {
    MemorySegment segment = arena.allocate(Math.max(bytes.length, 1), 64);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  static byte[] bytes(MemorySegment segment, int count) {
    return segment.asSlice(0, count).toArray(JAVA_BYTE);
  }

  /** The done field of a job's result, or minus its error_type. */
  int run(byte[] descriptor) {
    byte[] result = queue.run(descriptor);
    return result[114] == 0 ? Words.u16(result, 112) : -result[114];
  }

  @Override
  public void close() {
    queue.close();
    twin.close();
    arena.close();
  }
}
