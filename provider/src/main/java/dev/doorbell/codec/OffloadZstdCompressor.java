package dev.doorbell.codec;

import com.github.luben.zstd.Zstd;
import dev.doorbell.offload.Offload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Compresses whole messages, each to one zstd frame (RFC 8878) with its content size. Worth keeping
 * from message to message: it holds the compressor's native memory, from some 100 KB to tens of MB
 * by level, until {@link #close}.
 *
 * <p>Any thread; one lock, held while a message is compressed.
 */
public final class OffloadZstdCompressor implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final ZstdEncoder encoder;
  private boolean closed;

  /** Level 3 with a checksum, over the process's shared {@link Offload}. */
  public OffloadZstdCompressor() {
    this(ZstdParameters.DEFAULT);
  }

  /**
   * Over the process's shared {@link Offload}.
   *
   * @param parameters the content size is each message's own
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdCompressor(ZstdParameters parameters) {
    Objects.requireNonNull(parameters, "parameters");
    ZstdLibrary.require();
    encoder = new ZstdEncoder(parameters, SharedOffload.get());
  }

  /**
   * @param parameters the content size is each message's own
   * @param offload where jobs go; stays the caller's
   * @throws IllegalStateException where zstd-jni's native library cannot be loaded
   */
  public OffloadZstdCompressor(ZstdParameters parameters, Offload offload) {
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(offload, "offload");
    ZstdLibrary.require();
    encoder = new ZstdEncoder(parameters, offload);
  }

  /**
   * The most that a message of {@code bytes} can be compressed to.
   *
   * @param bytes 0 or more
   */
  public static long maxCompressedBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes=" + bytes + ", allowed: 0 and more");
    }
    ZstdLibrary.require();
    return Zstd.compressBound(bytes);
  }

  /** The compressed message in an array of its size. */
  public byte[] compress(byte[] input) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(Math.max(64, input.length / 3));
    byte[] copy = new byte[Math.clamp(input.length, 64, 16 << 10)];
    run(
        MemorySegment.ofArray(input),
        compressed -> {
          while (compressed.hasRemaining()) {
            int n = Math.min(compressed.remaining(), copy.length);
            compressed.get(copy, 0, n);
            all.write(copy, 0, n);
          }
        });
    return all.toByteArray();
  }

  /**
   * Compresses what remains in {@code input}; both positions move on success only.
   *
   * @param output any writable buffer that shares no memory with {@code input}; {@link
   *     #maxCompressedBytes} are always enough
   * @return the compressed size in bytes
   * @throws BufferOverflowException if the output is too small; what it has after its position is
   *     then undefined
   */
  public int compress(ByteBuffer input, ByteBuffer output) {
    if (output.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    MemorySegment data = MemorySegment.ofBuffer(input);
    if (data.asOverlappingSlice(MemorySegment.ofBuffer(output)).isPresent()) {
      throw new IllegalArgumentException("input and output overlap, allowed: separate buffers");
    }
    ByteBuffer target = output.duplicate();
    run(data, target::put);
    int n = target.position() - output.position();
    input.position(input.limit());
    output.position(target.position());
    return n;
  }

  /**
   * As {@link #compress(ByteBuffer, ByteBuffer)}, for arrays.
   *
   * @return the compressed size in bytes
   */
  public int compress(
      byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset, int room) {
    return compress(
        ByteBuffer.wrap(input, inputOffset, inputLength),
        ByteBuffer.wrap(output, outputOffset, room));
  }

  private void run(MemorySegment data, ZstdEncoder.Output output) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("compressor closed");
      }
      encoder.next(data.byteSize());
      encoder.write(data, output);
      encoder.finish(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Blocks that were encoded with a device's sequences so far. */
  long blocksWithSequences() {
    return encoder.blocksWithSequences();
  }

  /** Frees the compressor; once. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        encoder.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
