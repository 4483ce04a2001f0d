package dev.doorbell.fallback.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * One {@code struct libdeflate_decompressor} (libdeflate.so.0, header libdeflate.h of version
 * 1.14). Loaded apart from {@link LibDeflate}: who only inflates does not wait for the proofs of
 * nine levels. Works on Java arrays where they lie: the calls are {@link
 * java.lang.foreign.Linker.Option#critical critical}, which keeps the whole JVM from stopping for a
 * collection until they return, so a job is at most {@link #MOST_BYTES} long: about a millisecond.
 * One job at a time.
 */
public final class LibInflater implements AutoCloseable {
  /** Of the input, and of the output: what a job may have at most. */
  public static final int MOST_BYTES = 1 << 20;

  /** {@link #inflateZlib}: the message is whole and its checksum right. */
  public static final int DONE = 0;

  private static final System.Logger LOG = System.getLogger(LibInflater.class.getName());

  /** Looked up when somebody asks first; the library stays loaded. */
  private static final class Holder {
    static final @Nullable Functions FUNCTIONS = load();
  }

  private record Functions(MethodHandle alloc, MethodHandle decompress, MethodHandle free) {
    static Functions of(SymbolLookup library) {
      return new Functions(
          NativeFunction.of(
              library, "libdeflate_alloc_decompressor", FunctionDescriptor.of(ADDRESS)),
          NativeFunction.onArrays(
              library,
              "libdeflate_zlib_decompress_ex",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS)),
          NativeFunction.of(
              library, "libdeflate_free_decompressor", FunctionDescriptor.ofVoid(ADDRESS)));
    }
  }

  private final Functions functions;
  private final MemorySegment decompressor;

  /** Bytes read and bytes written. */
  private final long[] sizes = new long[2];

  private final MemorySegment read = MemorySegment.ofArray(sizes).asSlice(0, Long.BYTES);
  private final MemorySegment written = MemorySegment.ofArray(sizes).asSlice(Long.BYTES);

  private LibInflater(Functions functions) {
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

  /** Null where the library is not there, which {@link LibDeflate#state()} gives the reason for. */
  private static @Nullable Functions load() {
    try {
      Functions functions = Functions.of(NativeFunction.library(LibDeflate.SONAME));
      try (LibInflater inflater = new LibInflater(functions)) {
        if (Proof.isRight(inflater)) {
          return functions;
        }
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} does not inflate: wrong answer to a known question",
          LibDeflate.SONAME);
      return null;
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  public static boolean isThere() {
    return Holder.FUNCTIONS != null;
  }

  /**
   * @throws IllegalStateException where {@link #isThere()} is false
   */
  public static LibInflater open() {
    Functions functions = Holder.FUNCTIONS;
    if (functions == null) {
      throw new IllegalStateException(LibDeflate.SONAME + " cannot be used");
    }
    return new LibInflater(functions);
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
