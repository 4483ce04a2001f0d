package dev.doorbell.kerneltest;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * This process's file descriptors, for a test that hands one on which production code never would.
 */
final class Descriptors {
  private static final MethodHandle DUP = handle("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle DUP2 =
      handle("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Descriptors() {}

  @SuppressWarnings("restricted") // test only
  private static MethodHandle handle(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /** A descriptor that is open on {@code file}. */
  static int of(Path file) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : open) {
        try {
          if (Files.readSymbolicLink(link).equals(file)) {
            return Integer.parseInt(link.getFileName().toString());
          }
        } catch (NoSuchFileException closedMeanwhile) {
          // Another thread's, or the listing's own.
        }
      }
    }
    throw new AssertionError("no descriptor of " + file);
  }

  static int dup(int fd) {
    try {
      return check("dup", (int) DUP.invokeExact(fd));
    } catch (Throwable e) {
      throw new AssertionError("dup " + fd, e);
    }
  }

  static void dup2(int fd, int as) {
    try {
      check("dup2", (int) DUP2.invokeExact(fd, as));
    } catch (Throwable e) {
      throw new AssertionError("dup2 " + fd + " " + as, e);
    }
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new AssertionError(what + " failed");
    }
    return result;
  }
}
