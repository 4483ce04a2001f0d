package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.natives.Isal;
import dev.doorbell.fallback.natives.LibDeflate;
import dev.doorbell.fallback.natives.RawDeflater;
import dev.doorbell.offload.engine.LibraryReport;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;

/**
 * Who compresses at which level. Measured on source text and machine code, one-shot, against zlib
 * at the same level: ISA-L's level 2 for level 1 at 3.3 to 5.1 times its speed, sizes −5 to +0.7 %,
 * and its level 3 for levels 2 and 3, smaller than both; libdeflate's levels 4 to 9 at 1.9 to 3.0
 * times, sizes −3 to −0.2 % at level 6 (its level 5 would be a third faster, and 1.6 % larger). Its
 * levels 1 to 3 at 1.6 to 2.2 times where ISA-L is not there.
 */
public enum DeflateLibrary {
  /** The JDK's zlib: every level and strategy, always there. */
  JDK {
    @Override
    boolean does(int level) {
      return true;
    }

    @Override
    int ownLevel(int level) {
      return level;
    }

    @Override
    RawDeflater newDeflater(int ownLevel) {
      throw new UnsupportedOperationException("java.util.zip needs no binding");
    }
  },
  ISAL {
    @Override
    boolean does(int level) {
      return level >= 1 && level <= 3 && Isal.library().state().usable();
    }

    @Override
    int ownLevel(int level) {
      // Its level 1 is 1.7 % larger than zlib's on the JDK's machine code, its level 2 0.2 %, at
      // the same speed.
      return level == 1 ? 2 : 3;
    }

    @Override
    RawDeflater newDeflater(int ownLevel) {
      return Isal.library().newDeflater(ownLevel);
    }
  },
  LIBDEFLATE {
    @Override
    boolean does(int level) {
      return level >= 1 && LibDeflate.library().state().usable();
    }

    @Override
    int ownLevel(int level) {
      return level;
    }

    @Override
    RawDeflater newDeflater(int ownLevel) {
      return LibDeflate.library().newDeflater(ownLevel);
    }
  };

  /* With history carried over, pieces of this size cost ISA-L 3 % of its speed. */
  private static final int ISAL_PIECE_BYTES = 512 << 10;

  /* Without history: 0.9 % larger than zlib's stream on source text; with 1 MiB 1.2 %. */
  private static final int LIBDEFLATE_PIECE_BYTES = 2 << 20;

  abstract boolean does(int level);

  /** The library's level that stands for zlib's. */
  abstract int ownLevel(int level);

  abstract RawDeflater newDeflater(int ownLevel);

  /**
   * As the setting {@code doorbell.codec.library} names them.
   *
   * @param choice {@code auto} for all, else the one beside the JDK's
   */
  public static Set<DeflateLibrary> named(String choice) {
    return choice.equals("auto")
        ? EnumSet.allOf(DeflateLibrary.class)
        : EnumSet.of(JDK, valueOf(choice.toUpperCase(Locale.ROOT)));
  }

  /** The fastest of {@code allowed} that is there for the level (0 to 9) and the strategy. */
  static DeflateLibrary fastest(Set<DeflateLibrary> allowed, int level, int strategy) {
    // The others know no strategies, and nothing is faster than zlib's copying.
    if (level < 1 || strategy != Deflater.DEFAULT_STRATEGY) {
      return JDK;
    }
    if (allowed.contains(ISAL) && ISAL.does(level)) {
      return ISAL;
    }
    return allowed.contains(LIBDEFLATE) && LIBDEFLATE.does(level) ? LIBDEFLATE : JDK;
  }

  /** What a stream's pieces should have for this library; 0: no pieces. */
  int pieceBytes() {
    return switch (this) {
      case JDK -> 0;
      case ISAL -> ISAL_PIECE_BYTES;
      case LIBDEFLATE -> LIBDEFLATE_PIECE_BYTES;
    };
  }

  static int effective(int level) {
    return level == Deflater.DEFAULT_COMPRESSION ? 6 : level;
  }

  static List<LibraryReport> reports() {
    return List.of(Isal.library().state(), LibDeflate.library().state());
  }
}
