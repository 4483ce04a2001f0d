package dev.doorbell.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The caller's output during one call: a slice of an array, or a buffer whose position moves. */
final class Sink {
  private static final byte[] NOTHING = new byte[0];

  private final byte[] array;
  private final @Nullable ByteBuffer buffer;
  private int position;
  private final int limit;
  private int written;

  Sink(byte[] output, int off, int len) {
    array = output;
    buffer = null;
    position = off;
    limit = off + len;
  }

  Sink(ByteBuffer output) {
    array = NOTHING;
    buffer = output;
    limit = 0;
  }

  int remaining() {
    return buffer != null ? buffer.remaining() : limit - position;
  }

  void put(byte[] from, int off, int len) {
    if (buffer != null) {
      buffer.put(from, off, len);
    } else {
      System.arraycopy(from, off, array, position, len);
      position += len;
    }
    written += len;
  }

  /** The next {@code len} bytes of room in place, for use during the caller's call only. */
  MemorySegment view(int len) {
    return buffer != null
        ? MemorySegment.ofBuffer(buffer.slice(buffer.position(), len))
        : MemorySegment.ofArray(array).asSlice(position, len);
  }

  /** The first {@code len} bytes of {@link #view} have been written. */
  void skip(int len) {
    if (buffer != null) {
      buffer.position(buffer.position() + len);
    } else {
      position += len;
    }
    written += len;
  }

  /** Bytes put so far: what {@code deflate} and {@code inflate} return. */
  int written() {
    return written;
  }
}
