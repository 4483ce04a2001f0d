package dev.doorbell.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipException;

/**
 * Refuses a frame whose window is larger than allowed before zstd gets to know it: zstd-jni's
 * decompressor has no limit of its own but 128 MiB, and zstd allocates the window when it has the
 * whole header (RFC 8878 section 3.1.1.1).
 *
 * <p>Bytes may come one at a time; what zstd has taken of a header that is not complete is kept
 * here. What begins with another magic number, a skippable frame among them, has no window.
 */
final class ZstdWindowCheck {
  private static final int MAGIC = 0xFD2FB528;
  private static final int DESCRIPTOR = 4;
  private static final int BEHIND_DESCRIPTOR = 5;
  private static final int MOST_HEADER_BYTES = 18;
  private static final int SINGLE_SEGMENT = 0x20;
  private static final int LEAST_WINDOW_LOG = 10;

  /** Added to a content size of two bytes. */
  private static final int TWO_BYTES_FROM = 256;

  private static final long UNDECIDED = -1;

  private final int maxWindowLog;
  private final ByteBuffer header =
      ByteBuffer.allocate(MOST_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Of the header's bytes, so many have gone to zstd. */
  private int taken;

  private boolean allowed;

  /**
   * @param maxWindowLog windows up to 2 to the power of it are allowed
   */
  ZstdWindowCheck(int maxWindowLog) {
    this.maxWindowLog = maxWindowLog;
  }

  /**
   * Looks at what zstd is to get next, and leaves it as it is.
   *
   * @throws ZipException where it says that the frame's window is too large
   */
  void before(ByteBuffer in) throws ZipException {
    if (allowed) {
      return;
    }
    int n = Math.min(in.remaining(), MOST_HEADER_BYTES - taken);
    header.clear().put(taken, in, in.position(), n).limit(taken + n);
    long window = windowBytes(header);
    if (window > 1L << maxWindowLog) {
      throw new ZipException(
          "zstd: the frame's window is larger than maxWindowLog="
              + maxWindowLog
              + ": "
              + window
              + " bytes");
    }
    allowed = window != UNDECIDED;
  }

  /**
   * zstd has taken bytes of what it got.
   *
   * @param n how many
   * @param frameEnded they end with the frame: the next byte begins another
   */
  void after(int n, boolean frameEnded) {
    if (frameEnded) {
      allowed = false;
      taken = 0;
    } else if (!allowed) {
      taken += n;
    }
  }

  /** The window that the frame asks for, or {@link #UNDECIDED}. */
  private static long windowBytes(ByteBuffer header) {
    int n = header.limit();
    if (n < DESCRIPTOR) {
      return UNDECIDED;
    }
    if (header.getInt(0) != MAGIC) {
      return 0;
    }
    if (n <= DESCRIPTOR) {
      return UNDECIDED;
    }
    int descriptor = header.get(DESCRIPTOR);
    if ((descriptor & SINGLE_SEGMENT) != 0) {
      return contentBytes(header, descriptor);
    }
    if (n <= BEHIND_DESCRIPTOR) {
      return UNDECIDED;
    }
    int window = header.get(BEHIND_DESCRIPTOR) & 0xFF;
    long base = 1L << (LEAST_WINDOW_LOG + (window >>> 3));
    return base + base / 8 * (window & 7);
  }

  /**
   * The content size of a frame of a single segment, which is its window; one that no long holds
   * counts as the largest.
   */
  private static long contentBytes(ByteBuffer header, int descriptor) {
    int dictionaryBytes = (1 << (descriptor & 3)) >>> 1;
    int sizeBytes = 1 << (descriptor >>> 6 & 3);
    int at = BEHIND_DESCRIPTOR + dictionaryBytes;
    if (header.limit() < at + sizeBytes) {
      return UNDECIDED;
    }
    long size =
        switch (sizeBytes) {
          case 1 -> header.get(at) & 0xFF;
          case 2 -> (header.getShort(at) & 0xFFFF) + TWO_BYTES_FROM;
          case 4 -> Integer.toUnsignedLong(header.getInt(at));
          default -> header.getLong(at);
        };
    return size < 0 ? Long.MAX_VALUE : size;
  }
}
