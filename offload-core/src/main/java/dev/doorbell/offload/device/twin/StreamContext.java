package dev.doorbell.offload.device.twin;

/**
 * The hardware's part of a stream context (ref 3.6): what dwords 22/23 point at. Its inner layout
 * is the device's own business; ours:
 *
 * <pre>
 * 0x000  u32 magic   0x004 u32 request type and direction   0x008 u64 stream number (decompression)   0x010 u32 jobs so far
 * 0xC00  window, up to 32 KiB (compression)
 * </pre>
 *
 * A compressing stream keeps all its state here, so it can go on in any queue. A decompressing one
 * cannot, since the JDK's inflater does not show its state: the area then names one that the device
 * keeps.
 */
final class StreamContext {
  /**
   * Up to here the hardware may write, counted from the address in the descriptor (0x40 to 0x97FF
   * of the buffer).
   */
  static final int BYTES = 0x97C0;

  static final int WINDOW_BYTES = 32768;
  private static final int MAGIC = 0x4C42_5244;
  private static final int HEADER = 20;
  private static final int WINDOW = 0xC00;

  private final byte[] header = new byte[HEADER];
  private long address;

  StreamContext at(long contextAddress) {
    address = contextAddress;
    return this;
  }

  void begin(int kind, long stream) {
    Words.put32(header, 0, MAGIC);
    Words.put32(header, 4, kind);
    Words.put64(header, 8, stream);
    Words.put32(header, 16, 0);
  }

  /** Reads the header; false if it is not one of a stream of this kind. */
  boolean resume(int kind) {
    ProcessMemory.read(address, header, 0, HEADER);
    return Words.i32(header, 0) == MAGIC && Words.i32(header, 4) == kind;
  }

  long stream() {
    return Words.i64(header, 8);
  }

  int jobs() {
    return Words.i32(header, 16);
  }

  void save(int jobs) {
    Words.put32(header, 16, jobs);
    ProcessMemory.write(header, 0, address, HEADER);
  }

  void readWindow(byte[] to, int length) {
    ProcessMemory.read(address + WINDOW, to, 0, length);
  }

  void writeWindow(byte[] from, int offset, int length) {
    ProcessMemory.write(from, offset, address + WINDOW, length);
  }
}
