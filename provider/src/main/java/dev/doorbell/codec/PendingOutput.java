package dev.doorbell.codec;

import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;

/**
 * Finished output that waits for the caller's next buffers. Grows to one piece's bound; its memory
 * comes from the {@link BufferPool} and goes back there with {@link #release()}.
 */
final class PendingOutput {
  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  boolean isEmpty() {
    return from == to;
  }

  int size() {
    return to - from;
  }

  /** Moves as much as fits. */
  void drainTo(Sink sink) {
    int n = Math.min(to - from, sink.remaining());
    if (n > 0) {
      sink.put(bytes, from, n);
      from += n;
    }
    if (from == to) {
      from = 0;
      to = 0;
    }
  }

  /**
   * Room for {@code n} more bytes, to be written by a job and then claimed with {@link #commit}.
   */
  MemorySegment reserve(int n) {
    makeRoom(n);
    return MemorySegment.ofArray(bytes).asSlice(to, n);
  }

  /** Lets {@code deflater} write up to {@code room} bytes; returns how many it wrote. */
  int deflate(Deflater deflater, int flush, int room) {
    makeRoom(room);
    int n = deflater.deflate(bytes, to, room, flush);
    to += n;
    return n;
  }

  void commit(int n) {
    to += n;
  }

  void put(int value) {
    makeRoom(1);
    bytes[to++] = (byte) value;
  }

  void put(MemorySegment source, long off, int len) {
    makeRoom(len);
    MemorySegment.copy(source, off, MemorySegment.ofArray(bytes), to, len);
    to += len;
  }

  private void makeRoom(int n) {
    if (bytes.length - to < n) {
      int needed = Math.max(Math.addExact(to, n), 64);
      byte[] larger =
          BufferPool.shared().take(Math.max(needed, Math.min(2 * bytes.length, 1 << 20)));
      System.arraycopy(bytes, from, larger, from, to - from);
      BufferPool.shared().give(bytes);
      bytes = larger;
    }
  }

  void clear() {
    from = 0;
    to = 0;
  }

  /** Gives the memory back; usable again afterwards. */
  void release() {
    clear();
    BufferPool.shared().give(bytes);
    bytes = NOTHING;
  }
}
