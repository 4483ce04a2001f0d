package dev.doorbell.codec;

import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;

/** zstd-jni's native library: loaded by whoever needs it first. */
final class ZstdLibrary {
  private static final @Nullable Throwable WHY_NOT = load();

  private ZstdLibrary() {}

  private static @Nullable Throwable load() {
    try {
      Native.load();
      return null;
    } catch (LinkageError | RuntimeException absent) {
      return absent;
    }
  }

  static void require() {
    if (WHY_NOT != null) {
      throw new IllegalStateException("zstd-jni's native library cannot be loaded", WHY_NOT);
    }
  }
}
