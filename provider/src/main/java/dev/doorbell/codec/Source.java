package dev.doorbell.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * The caller's input as {@code setInput} left it: a slice of an array or a buffer, referenced until
 * consumed and not longer. A buffer's own position is the read position, looked at anew at each
 * call.
 */
final class Source {
  private static final byte[] NOTHING = new byte[0];
  private static final int CHECKSUM_STEP_BYTES = 4 << 10;

  private byte[] array = NOTHING;
  private int position;
  private int limit;
  private @Nullable ByteBuffer buffer;

  void set(byte[] input, int off, int len) {
    array = input;
    position = off;
    limit = off + len;
    buffer = null;
  }

  void set(ByteBuffer input) {
    array = NOTHING;
    position = 0;
    limit = 0;
    buffer = input;
  }

  void clear() {
    set(NOTHING, 0, 0);
  }

  int remaining() {
    return buffer != null ? buffer.remaining() : limit - position;
  }

  /** The caller's buffer, or null where the input is {@link #array()}. */
  @Nullable ByteBuffer buffer() {
    return buffer;
  }

  byte[] array() {
    return array;
  }

  int position() {
    return position;
  }

  /** The next {@code len} bytes in place, for use during the caller's call only. */
  MemorySegment view(int len) {
    return buffer != null
        ? MemorySegment.ofBuffer(buffer.slice(buffer.position(), len))
        : MemorySegment.ofArray(array).asSlice(position, len);
  }

  /** Copies the next {@code len} bytes and moves past them. */
  void take(byte[] into, int off, int len) {
    if (buffer != null) {
      buffer.get(into, off, len);
    } else {
      System.arraycopy(array, position, into, off, len);
      position += len;
    }
  }

  void skip(int len) {
    if (buffer != null) {
      buffer.position(buffer.position() + len);
    } else {
      position += len;
    }
  }

  /**
   * Adds the next {@code len} bytes to a checksum, without moving. In small steps: only a method
   * that is called often becomes the intrinsic that is seven times as fast, and a stream has few
   * calls.
   */
  void checksum(Adler32 adler, int len) {
    for (int done = 0; done < len; ) {
      int n = Math.min(len - done, CHECKSUM_STEP_BYTES);
      if (buffer != null) {
        adler.update(buffer.slice(buffer.position() + done, n));
      } else {
        adler.update(array, position + done, n);
      }
      done += n;
    }
  }
}
