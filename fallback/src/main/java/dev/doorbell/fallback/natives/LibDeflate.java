package dev.doorbell.fallback.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.doorbell.offload.engine.LibraryReport;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * libdeflate (libdeflate.so.0, header libdeflate.h of version 1.14): deflate of whole buffers at
 * levels 1 to 9. MIT; loaded from the system, not shipped.
 */
public final class LibDeflate {
  static final String SONAME = "libdeflate.so.0";
  private static final String HOW_TO_GET = "apt-get install libdeflate0";

  private final @Nullable Functions functions;
  private final LibraryReport state;

  /** Looked up when somebody asks first; the library stays loaded. */
  private static final class Holder {
    static final LibDeflate INSTANCE = load();
  }

  record Functions(MethodHandle alloc, MethodHandle compress, MethodHandle free) {
    static Functions of(SymbolLookup library) {
      return new Functions(
          NativeFunction.of(
              library, "libdeflate_alloc_compressor", FunctionDescriptor.of(ADDRESS, JAVA_INT)),
          NativeFunction.of(
              library,
              "libdeflate_deflate_compress",
              FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG)),
          NativeFunction.of(
              library, "libdeflate_free_compressor", FunctionDescriptor.ofVoid(ADDRESS)));
    }
  }

  private LibDeflate(@Nullable Functions functions, String detail) {
    this.functions = functions;
    state = new LibraryReport(SONAME, HOW_TO_GET, functions != null, detail);
  }

  public static LibDeflate library() {
    return Holder.INSTANCE;
  }

  private static LibDeflate load() {
    try {
      Functions functions = Functions.of(NativeFunction.library(SONAME));
      for (int level = 1; level <= 9; level++) {
        try (LibDeflater deflater = new LibDeflater(functions, level)) {
          if (!Proof.isRight(deflater)) {
            return new LibDeflate(null, "wrong answer to a known question at level " + level);
          }
        }
      }
      return new LibDeflate(functions, "in use");
    } catch (RuntimeException | LinkageError e) {
      return new LibDeflate(null, String.valueOf(e.getMessage()));
    }
  }

  public LibraryReport state() {
    return state;
  }

  /**
   * @param level 1 to 9
   * @throws IllegalStateException where the library cannot be used
   */
  public RawDeflater newDeflater(int level) {
    if (functions == null) {
      throw new IllegalStateException(SONAME + " cannot be used: " + state.detail());
    }
    return new LibDeflater(functions, level);
  }
}
