package dev.doorbell.codec;

import java.nio.ByteBuffer;

/** The caller's output during one call: a slice of an array, or a buffer whose position moves. */
final class Sink {
  private final byte[] array;
  private final ByteBuffer buffer;
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
    array = null;
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

  /** Bytes put so far: what {@code deflate} and {@code inflate} return. */
  int written() {
    return written;
  }
}
