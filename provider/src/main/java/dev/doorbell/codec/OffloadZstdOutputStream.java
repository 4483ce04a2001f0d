package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Compresses to one zstd frame (RFC 8878), which every zstd decoder reads.
 *
 * <p>{@link #flush} ends a block: what was written before can be decoded from what the underlying
 * stream has got. Up to 128 KiB are collected before anything is compressed; where queues search,
 * up to 9 times that much is held beside the frame's window, and {@code write} waits while it is.
 * Without a device, {@code doorbell.codec.parallelism} threads compress pieces of 1 MiB. Bytes may
 * differ from what zstd alone makes, and from run to run, where a queue comes or goes. No
 * dictionaries.
 *
 * <p>Any thread; one lock, held while a call runs. A stream whose underlying stream has thrown
 * writes nothing more: {@link #close} then only frees and closes.
 */
public final class OffloadZstdOutputStream extends FilterOutputStream {
  private static final int COPY_BYTES = 16 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final ZstdEncoder encoder;
  private final ZstdEncoder.Output output = this::put;
  private final byte[] single = new byte[1];
  private final byte[] copy = new byte[COPY_BYTES];
  private boolean finished;
  private boolean failed;
  private boolean closed;

  /** Level 3 with a checksum, over the process's shared {@link Offload}. */
  public OffloadZstdOutputStream(OutputStream out) {
    this(out, ZstdParameters.DEFAULT);
  }

  /**
   * Over the process's shared {@link Offload}.
   *
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdOutputStream(OutputStream out, ZstdParameters parameters) {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(parameters, "parameters");
    ZstdLibrary.require();
    super(out);
    encoder = new ZstdEncoder(parameters, SharedOffload.get());
  }

  /**
   * @param offload where jobs go; stays the caller's
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdOutputStream(OutputStream out, ZstdParameters parameters, Offload offload) {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(offload, "offload");
    ZstdLibrary.require();
    super(out);
    encoder = new ZstdEncoder(parameters, offload);
  }

  private interface Step {
    void run() throws IOException;
  }

  private void locked(Step step) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("stream closed");
      }
      if (failed) {
        throw new IOException("stream failed before");
      }
      if (finished) {
        throw new IOException("write beyond end of stream");
      }
      guarded(step);
    } finally {
      lock.unlock();
    }
  }

  /** After a failure nobody knows how much of the frame is out. */
  private void guarded(Step step) throws IOException {
    boolean done = false;
    try {
      step.run();
      done = true;
    } finally {
      failed |= !done;
    }
  }

  private void put(ByteBuffer compressed) throws IOException {
    while (compressed.hasRemaining()) {
      int n = Math.min(compressed.remaining(), copy.length);
      compressed.get(copy, 0, n);
      out.write(copy, 0, n);
    }
  }

  @Override
  public void write(int b) throws IOException {
    locked(() -> {
      single[0] = (byte) b;
      encoder.write(MemorySegment.ofArray(single), output);
    });
  }

  /**
   * @throws IOException also when more is written than the frame's content size allows, or after
   *     {@link #finish} or {@link #close}
   */
  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    locked(() -> encoder.write(MemorySegment.ofArray(b).asSlice(off, len), output));
  }

  /** Ends a block, so that all that was written can be read; then flushes the underlying stream. */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!finished && !failed) {
        guarded(() -> encoder.flush(output));
      }
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the frame and leaves the underlying stream open; nothing can be written any more. A stream
   * that nothing was written to is a frame without content.
   *
   * @throws IOException also when less was written than the frame's content size says
   */
  public void finish() throws IOException {
    lock.lock();
    try {
      if (!finished) {
        locked(() -> encoder.finish(output));
        finished = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the frame, unless that was done, and closes the underlying stream; once. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      try (OutputStream target = out;
          ZstdEncoder last = encoder) {
        if (!finished && !failed) {
          last.finish(output);
        }
        target.flush();
      } finally {
        closed = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Blocks that were encoded with a device's sequences so far. */
  long blocksWithSequences() {
    return encoder.blocksWithSequences();
  }
}
