package dev.doorbell.fallback.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The way into a shared library: the restricted calls of this module, and nothing else. */
final class NativeFunction {
  private NativeFunction() {}

  /**
   * @throws IllegalArgumentException where the dynamic linker does not find the library
   * @throws IllegalCallerException where native access is denied
   */
  @SuppressWarnings("restricted")
  static SymbolLookup library(String soname) {
    return SymbolLookup.libraryLookup(soname, Arena.global());
  }

  /**
   * @throws java.util.NoSuchElementException where the library has no such symbol
   */
  @SuppressWarnings("restricted")
  static MethodHandle of(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  /**
   * As {@link #of}, for a function that is done within a millisecond and may be given Java arrays.
   */
  @SuppressWarnings("restricted")
  static MethodHandle onArrays(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), type, Linker.Option.critical(true));
  }

  /** What a call threw: nothing that native code does throws, so it is the linker's failure. */
  static IllegalStateException failure(String function, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(function + " could not be called", cause);
  }
}
