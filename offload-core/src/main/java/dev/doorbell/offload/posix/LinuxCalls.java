package dev.doorbell.offload.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The calls of the running Linux kernel, through libc. Stateless; any thread. */
public final class LinuxCalls implements SystemCalls {
  private static final int PROT_READ_WRITE = 0x3;
  private static final int MAP_SHARED = 0x1;
  private static final int SC_PAGESIZE = 30;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /* open and ioctl are variadic: the first variadic argument is number 2 (uacce.md 1.6). */
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle MMAP =
      handle(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MEMFD_CREATE =
      handle("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      handle("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle SYSCONF =
      handle("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

  private final long pageSize;

  public LinuxCalls() {
    try {
      pageSize = captured(state -> (long) SYSCONF.invokeExact(state, SC_PAGESIZE));
    } catch (RuntimeException e) {
      throw new IllegalStateException("sysconf(_SC_PAGESIZE) failed", e);
    }
  }

  @SuppressWarnings("restricted") // this package is where the Linker is called
  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker.Option[] all =
        Stream.concat(Stream.of(ERRNO), Stream.of(options)).toArray(Linker.Option[]::new);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
  }

  private interface Call {
    long run(MemorySegment state) throws Throwable;
  }

  /** Runs one libc call and turns its −1 into −errno. mmap's MAP_FAILED is −1 too. */
  private static long captured(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long result = call.run(state);
      return result == -1 ? -(int) ERRNO_VALUE.get(state, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("libc call failed in the linker", e);
    }
  }

  @Override
  public int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return (int) captured(state -> (int) OPEN.invokeExact(state, name, flags, 0));
    }
  }

  @Override
  public int close(int fd) {
    return (int) captured(state -> (int) CLOSE.invokeExact(state, fd));
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment argument) {
    return (int) captured(state -> (int) IOCTL.invokeExact(state, fd, request, argument));
  }

  @Override
  public long mmap(int fd, long offset, long length) {
    return captured(state ->
        (long) MMAP.invokeExact(state, 0L, length, PROT_READ_WRITE, MAP_SHARED, fd, offset));
  }

  @Override
  public int munmap(long address, long length) {
    return (int) captured(state -> (int) MUNMAP.invokeExact(state, address, length));
  }

  @Override
  public long pageSize() {
    return pageSize;
  }

  /** An anonymous file in memory, close-on-exec, of size 0; −errno on failure. */
  public int memfdCreate(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      return (int) captured(state -> (int) MEMFD_CREATE.invokeExact(state, text, 1));
    }
  }

  /** Sets a file's size; mapped pages behind a smaller end fault from then on. */
  public int ftruncate(int fd, long length) {
    return (int) captured(state -> (int) FTRUNCATE.invokeExact(state, fd, length));
  }

  @Override
  public int references(String path) {
    int count = 0;
    Path node = Path.of(path);
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          if (Files.readSymbolicLink(descriptor).equals(node)) {
            count++;
          }
        } catch (IOException closedMeanwhile) {
          continue;
        }
      }
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        if (line.endsWith(path)) {
          count++;
        }
      }
    } catch (IOException e) {
      // Not knowing is not zero: what is quarantined stays so.
      return Integer.MAX_VALUE;
    }
    return count;
  }
}
