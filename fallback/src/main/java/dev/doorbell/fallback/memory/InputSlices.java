package dev.doorbell.fallback.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A job's input as byte buffers, for libraries that know no segments: the memory itself where a
 * buffer can show it (native memory, byte arrays), copies elsewhere (arrays of other types). One
 * thread.
 */
public final class InputSlices {
  // One slice nearly always, so that a compressor sees what it would see from the JDK's caller; a
  // buffer cannot show more than 2 GiB - 1.
  private static final long SLICE_BYTES = 1 << 30;
  private static final int COPY_BYTES = 64 << 10;

  private final MemorySegment input;
  private final boolean visible;
  private long position;

  public InputSlices(MemorySegment input) {
    this(input, 0);
  }

  /**
   * @param from offset of the first byte to be read
   */
  public InputSlices(MemorySegment input, long from) {
    this.input = input;
    position = from;
    visible = showsAsBuffer(input);
  }

  public boolean hasMore() {
    return position < input.byteSize();
  }

  /**
   * The next bytes, an empty buffer at the end. Valid until the segment is closed; may be
   * read-only.
   */
  public ByteBuffer next() {
    long left = input.byteSize() - position;
    long length = Math.min(left, SLICE_BYTES);
    ByteBuffer slice;
    if (visible) {
      slice = input.asSlice(position, length).asByteBuffer();
    } else {
      length = Math.min(left, COPY_BYTES);
      byte[] copy = new byte[(int) length];
      MemorySegment.copy(input, ValueLayout.JAVA_BYTE, position, copy, 0, copy.length);
      slice = ByteBuffer.wrap(copy);
    }
    position += length;
    return slice;
  }

  // A read-only segment hides its array, so that its type cannot be asked for; a buffer of no bytes
  // shows what would happen.
  private static boolean showsAsBuffer(MemorySegment input) {
    if (input.isNative()) {
      return true;
    }
    try {
      input.asSlice(0, 0).asByteBuffer();
      return true;
    } catch (UnsupportedOperationException notBytes) {
      return false;
    }
  }
}
