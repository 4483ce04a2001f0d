package dev.doorbell.provider.memory;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes of one message, in the order of their arrival. What is no longer needed is overwritten with
 * zeros: it may be plaintext. One thread.
 */
public final class GatheredBytes {
  /** A longer array is not kept for the next message. */
  private static final int KEPT_BYTES = 16 << 10;

  private static final int FIRST_BYTES = 256;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int size;

  public GatheredBytes() {}

  /** The same bytes in memory of its own. */
  public GatheredBytes copy() {
    GatheredBytes copy = new GatheredBytes();
    copy.bytes = Arrays.copyOf(bytes, size);
    copy.size = size;
    return copy;
  }

  public int size() {
    return size;
  }

  /**
   * @throws ArithmeticException for more than 2 GiB in total
   */
  public void append(byte[] source, int offset, int length) {
    int at = claim(length);
    System.arraycopy(source, offset, bytes, at, length);
  }

  public void append(byte one) {
    int at = claim(1);
    bytes[at] = one;
  }

  /** Takes all that remains in {@code source}. */
  public void append(ByteBuffer source) {
    int length = source.remaining();
    int at = claim(length);
    source.get(bytes, at, length);
  }

  private int claim(int length) {
    int at = size;
    int needed = Math.addExact(at, length);
    if (needed > bytes.length) {
      long doubled = Math.max(FIRST_BYTES, 2L * bytes.length);
      byte[] larger = new byte[Math.max(needed, (int) Math.min(doubled, MOST_BYTES))];
      System.arraycopy(bytes, 0, larger, 0, at);
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    size = needed;
    return at;
  }

  /** The array that holds the bytes, from its start; valid until the next append or clear. */
  public byte[] array() {
    return bytes;
  }

  /** Valid until the next append or clear. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(bytes).asSlice(0, size);
  }

  /** Overwrites and forgets everything. */
  public void clear() {
    truncate(0);
    if (bytes.length > KEPT_BYTES) {
      bytes = NOTHING;
    }
  }

  /**
   * Overwrites and forgets what came after the first {@code length} bytes.
   *
   * @param length 0 to {@link #size()}
   */
  public void truncate(int length) {
    if (length < 0 || length > size) {
      throw new IllegalArgumentException("length=" + length + ", allowed: 0 to " + size);
    }
    Arrays.fill(bytes, length, size, (byte) 0);
    size = length;
  }
}
