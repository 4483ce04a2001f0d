package dev.doorbell.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.util.Native;
import dev.doorbell.offload.sequences.BlockSequences;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The zstd-jni on the class path, and what it is good for: an application may bring any version of
 * it. Its native library is loaded by whoever needs it first.
 */
public final class ZstdLibrary {
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

  /**
   * Whether a device may search for zstd: zstd-jni works here and can be given the matches, and
   * this JVM has native access. Where it is false zstd searches itself, whatever devices there are.
   *
   * <p>The matches are fetched by an upcall, which ends the JVM where zstd was called from a
   * critical section. zstd-jni has none with direct buffers as long as it is JNI; from some
   * 1.5.7-20 on, it has classes for JDK 22 and up in its jar that call zstd by critical downcalls
   * whatever the buffers are. So the loaded class is looked at, and not the version.
   */
  public static boolean takesSequences() {
    try {
      return WHY_NOT == null
          && calledByJni(ZstdCompressCtx.class)
          && BlockSequences.functionPointer() != 0;
    } catch (LinkageError | RuntimeException noNativeAccess) {
      return false;
    }
  }

  /** Whether it is a method of JNI that compresses a stream of direct buffers. */
  static boolean calledByJni(Class<?> compressor) {
    return Arrays.stream(compressor.getDeclaredMethods())
        .anyMatch(method ->
            Modifier.isNative(method.getModifiers())
                && method.getName().equals("compressDirectByteBufferStream0"));
  }
}
