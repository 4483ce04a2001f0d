package dev.doorbell.fallback.natives;

import java.lang.foreign.MemorySegment;

/**
 * One {@code struct libdeflate_decompressor}. Works on Java arrays where they lie: the calls are
 * {@link java.lang.foreign.Linker.Option#critical critical}, which keeps the whole JVM from
 * stopping for a collection until they return, so a job is at most {@link #MOST_BYTES} long: about
 * a millisecond. One job at a time.
 */
public final class LibInflater implements AutoCloseable {
  /** Of the input, and of the output: what a job may have at most. */
  public static final int MOST_BYTES = 1 << 20;

  /** {@link #inflateZlib}: the message is whole and its checksum right. */
  public static final int DONE = 0;

  private final LibDeflate.Inflation functions;
  private final MemorySegment decompressor;

  /** Bytes read and bytes written. */
  private final long[] sizes = new long[2];

  private final MemorySegment read = MemorySegment.ofArray(sizes).asSlice(0, Long.BYTES);
  private final MemorySegment written = MemorySegment.ofArray(sizes).asSlice(Long.BYTES);

  LibInflater(LibDeflate.Inflation functions) {
    this.functions = functions;
    try {
      decompressor = (MemorySegment) functions.alloc().invokeExact();
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_alloc_decompressor", e);
    }
    if (decompressor.address() == 0) {
      throw new IllegalStateException("libdeflate_alloc_decompressor() gave nothing");
    }
  }

  /**
   * Inflates the zlib message (RFC 1950) that {@code input} starts with.
   *
   * @param output anything may be in it afterwards
   * @return {@link #DONE}, or another number where the message is malformed, does not end within
   *     the input, or has no room in the output; which of them, the library and zlib do not always
   *     agree upon
   */
  public int inflateZlib(MemorySegment input, MemorySegment output) {
    try {
      return (int)
          functions
              .decompress()
              .invokeExact(
                  decompressor, input, input.byteSize(), output, output.byteSize(), read, written);
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_zlib_decompress_ex", e);
    }
  }

  /** Bytes that the message of the last call has, if that was done. */
  public long readBytes() {
    return sizes[0];
  }

  /** Bytes that it was inflated to. */
  public long writtenBytes() {
    return sizes[1];
  }

  @Override
  public void close() {
    try {
      functions.free().invokeExact(decompressor);
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_free_decompressor", e);
    }
  }
}
