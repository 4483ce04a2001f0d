package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses zstd frames (RFC 8878) one after the other until the source ends; skippable frames
 * are skipped, and a source without a byte has none. In software: no device does it.
 *
 * <p>A source that ends within a frame is an {@link EOFException}, and anything that is no frame,
 * has a wrong checksum, or needs a dictionary or too large a window a {@link ZipException}; both
 * come again with each later call. Native memory: the window of the frame that is being read, at
 * most 2 to the power of {@code maxWindowLog}, and some 400 KB. May have taken up to 128 KiB more
 * from the source than it gave out.
 *
 * <p>Any thread; one lock, held while a call runs. No mark.
 */
public final class OffloadZstdInputStream extends FilterInputStream {
  /** 128 MiB: what zstd's own decoders accept, and the most. */
  public static final int DEFAULT_MAX_WINDOW_LOG = 27;

  private static final int LEAST_WINDOW_LOG = 10;
  private static final int MOST_WINDOW_LOG = 27;
  private static final int COPY_BYTES = 16 << 10;
  private static final Cleaner CLEANER = Cleaner.create();

  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable Offload offload;
  private final ZstdDecoder decoder;
  private final Cleaner.Cleanable net;
  private final byte[] copy = new byte[COPY_BYTES];
  private final byte[] single = new byte[1];

  /** A frame has begun and not ended. */
  private boolean inFrame;

  /** The decoder had more to give than there was room for. */
  private boolean more;

  private boolean ended;
  private boolean closed;
  private @Nullable IOException failure;

  /** Windows up to 128 MiB, over the process's shared {@link Offload}. */
  public OffloadZstdInputStream(InputStream in) {
    this(in, DEFAULT_MAX_WINDOW_LOG);
  }

  /**
   * Over the process's shared {@link Offload}.
   *
   * @param maxWindowLog 10 to 27: frames with a larger window than 2 to the power of it are refused
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdInputStream(InputStream in, int maxWindowLog) {
    this(SharedOffload.get(), in, maxWindowLog);
  }

  /**
   * @param maxWindowLog 10 to 27: frames with a larger window than 2 to the power of it are refused
   * @param offload where it is counted; stays the caller's
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdInputStream(InputStream in, int maxWindowLog, Offload offload) {
    this(Objects.requireNonNull(offload, "offload"), in, maxWindowLog);
  }

  private OffloadZstdInputStream(@Nullable Offload offload, InputStream in, int maxWindowLog) {
    Objects.requireNonNull(in, "in");
    if (maxWindowLog < LEAST_WINDOW_LOG || maxWindowLog > MOST_WINDOW_LOG) {
      throw new IllegalArgumentException(
          "maxWindowLog="
              + maxWindowLog
              + ", allowed: "
              + LEAST_WINDOW_LOG
              + " to "
              + MOST_WINDOW_LOG);
    }
    ZstdLibrary.require();
    super(in);
    this.offload = offload;
    decoder = new ZstdDecoder(maxWindowLog);
    net = CLEANER.register(this, decoder);
  }

  @Override
  public int read() throws IOException {
    lock.lock();
    try {
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    lock.lock();
    try {
      requireOpen();
      if (len == 0) {
        return 0;
      }
      if (!decoder.out.hasRemaining() && !fill()) {
        return -1;
      }
      int n = Math.min(len, decoder.out.remaining());
      decoder.out.get(b, off, n);
      return n;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("stream closed");
    }
  }

  /** Decodes until there is something to give; false at the end. */
  private boolean fill() throws IOException {
    if (failure != null) {
      throw repeated(failure);
    }
    while (!ended && !decoder.out.hasRemaining()) {
      if (!decoder.in.hasRemaining() && !more && !refill()) {
        if (inFrame) {
          failure = new EOFException("unexpected end of zstd stream");
          throw failure;
        }
        ended = true;
        return false;
      }
      try {
        inFrame = !decoder.step();
      } catch (ZipException e) {
        failure = e;
        throw e;
      } finally {
        // Until here the net must not free what zstd is working on.
        Reference.reachabilityFence(this);
      }
      more = inFrame && decoder.out.limit() == decoder.out.capacity();
    }
    return !ended;
  }

  /** A new one each time: the first has its caller's stack trace. */
  private static IOException repeated(IOException first) {
    IOException again =
        first instanceof EOFException
            ? new EOFException(first.getMessage())
            : new ZipException(first.getMessage());
    again.initCause(first);
    return again;
  }

  private boolean refill() throws IOException {
    int n = in.read(copy, 0, copy.length);
    if (n < 0) {
      return false;
    }
    decoder.in.clear();
    decoder.in.put(copy, 0, n).flip();
    if (offload != null && n > 0) {
      offload.offer(Operation.ZSTD_DECOMPRESS, n);
    }
    return true;
  }

  @Override
  public long skip(long n) throws IOException {
    lock.lock();
    try {
      requireOpen();
      long skipped = 0;
      while (skipped < n && (decoder.out.hasRemaining() || fill())) {
        int step = (int) Math.min(n - skipped, decoder.out.remaining());
        decoder.out.position(decoder.out.position() + step);
        skipped += step;
      }
      return skipped;
    } finally {
      lock.unlock();
    }
  }

  /** What is decoded already and was not read yet. */
  @Override
  public int available() throws IOException {
    lock.lock();
    try {
      requireOpen();
      return decoder.out.remaining();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void mark(int readLimit) {
    // Not supported.
  }

  @Override
  public void reset() throws IOException {
    throw new IOException("mark/reset not supported");
  }

  /** Frees the decoder and closes the source; once. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        net.clean();
        in.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
