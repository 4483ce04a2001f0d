package dev.doorbell.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A pipe (pipe(2)) through the C library's own calls, without channels or streams in between. Each
 * end belongs to one thread at a time. A message of up to 4,096 bytes (PIPE_BUF) is written in one
 * piece.
 */
final class Pipe implements AutoCloseable {
  private static final int EINTR = 4;
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle PIPE =
      bind("pipe", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle CLOSE =
      bind("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle READ = bind("read", transfer());
  private static final MethodHandle WRITE = bind("write", transfer());

  private final Arena arena = Arena.ofShared();
  // One for each end: errno is captured into it, and the two ends have two threads.
  private final MemorySegment readState = arena.allocate(CALL_STATE);
  private final MemorySegment writeState = arena.allocate(CALL_STATE);
  private final int readEnd;
  private int writeEnd;

  Pipe() {
    MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
    int status;
    try {
      status = (int) PIPE.invokeExact(readState, ends);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    if (status != 0) {
      throw failure("pipe", readState);
    }
    readEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
    writeEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
  }

  private static FunctionDescriptor transfer() {
    return FunctionDescriptor.of(
        ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  }

  @SuppressWarnings(
      "restricted") // The benchmark is about these calls; the jar's manifest enables native access.
  private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Waits for one whole message.
   *
   * @return false when the other end was closed
   */
  boolean read(MemorySegment message) {
    long got = 0;
    while (got < message.byteSize()) {
      long n;
      try {
        n =
            (long)
                READ.invokeExact(
                    readState, readEnd, message.asSlice(got), message.byteSize() - got);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      if (n == 0) {
        return false;
      }
      if (n > 0) {
        got += n;
      } else if ((int) ERRNO.get(readState, 0L) != EINTR) {
        throw failure("read", readState);
      }
    }
    return true;
  }

  void write(MemorySegment message) {
    long n;
    do {
      try {
        n = (long) WRITE.invokeExact(writeState, writeEnd, message, message.byteSize());
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
    } while (n < 0 && (int) ERRNO.get(writeState, 0L) == EINTR);
    if (n != message.byteSize()) {
      throw failure("write", writeState);
    }
  }

  /** Tells the reader that no more comes. */
  void closeWriteEnd() {
    if (writeEnd >= 0) {
      close(writeEnd, writeState);
      writeEnd = -1;
    }
  }

  private static void close(int end, MemorySegment state) {
    int status;
    try {
      status = (int) CLOSE.invokeExact(state, end);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    if (status != 0) {
      throw failure("close", state);
    }
  }

  private static IllegalStateException failure(String call, MemorySegment state) {
    return new IllegalStateException(call + " failed, errno=" + (int) ERRNO.get(state, 0L));
  }

  /** After both threads have left. */
  @Override
  public void close() {
    closeWriteEnd();
    close(readEnd, readState);
    arena.close();
  }
}
