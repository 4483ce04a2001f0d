package dev.doorbell.fallback.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.doorbell.offload.engine.LibraryReport;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Intel's ISA-L, the part called igzip: deflate at three fast levels (libisal.so.2, header
 * igzip_lib.h of version 2.30). BSD-3-Clause; loaded from the system, not shipped.
 */
public final class Isal {
  static final String SONAME = "libisal.so.2";
  private static final String HOW_TO_GET = "apt-get install libisal2";

  /** The functions of the library, or null. */
  private final @Nullable Functions functions;

  private final LibraryReport state;

  /** Looked up when somebody asks first; the library stays loaded. */
  private static final class Holder {
    static final Isal INSTANCE = load();
  }

  record Functions(MethodHandle init, MethodHandle setDict, MethodHandle deflate) {
    static Functions of(SymbolLookup library) {
      return new Functions(
          NativeFunction.of(library, "isal_deflate_init", FunctionDescriptor.ofVoid(ADDRESS)),
          NativeFunction.of(
              library,
              "isal_deflate_set_dict",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT)),
          NativeFunction.of(library, "isal_deflate", FunctionDescriptor.of(JAVA_INT, ADDRESS)));
    }
  }

  private Isal(@Nullable Functions functions, String detail) {
    this.functions = functions;
    state = new LibraryReport(SONAME, HOW_TO_GET, functions != null, detail);
  }

  public static Isal library() {
    return Holder.INSTANCE;
  }

  private static Isal load() {
    try {
      Functions functions = Functions.of(NativeFunction.library(SONAME));
      for (int level = 1; level <= 3; level++) {
        try (IsalDeflater deflater = new IsalDeflater(functions, level)) {
          if (!Proof.isRight(deflater)) {
            return new Isal(null, "wrong answer to a known question at level " + level);
          }
        }
      }
      return new Isal(functions, "in use for levels 1 to 3");
    } catch (RuntimeException | LinkageError e) {
      return new Isal(null, String.valueOf(e.getMessage()));
    }
  }

  public LibraryReport state() {
    return state;
  }

  /**
   * @param level 1 to 3
   * @throws IllegalStateException where the library cannot be used
   */
  public RawDeflater newDeflater(int level) {
    if (functions == null) {
      throw new IllegalStateException(SONAME + " cannot be used: " + state.detail());
    }
    return new IsalDeflater(functions, level);
  }
}
