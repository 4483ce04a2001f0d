package dev.doorbell.offload.sequences;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.doorbell.offload.posix.Upcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * {@code size_t producer(void *state, ZSTD_Sequence *out, size_t capacity, const void *source,
 * size_t sourceBytes, const void *dictionary, size_t dictionaryBytes, int level, size_t
 * windowBytes)}: one function for the process, which finds its object by the state. Pointers and
 * {@code size_t} are longs here.
 */
final class ProducerFunction {
  /**
   * Linked at the first use, which fails where native access is not granted. The arena lives as
   * long as this class, so that the class can be unloaded with its loader; who may still call the
   * function has our code on its stack.
   */
  private static final MemorySegment FUNCTION = link();

  private ProducerFunction() {}

  static long address() {
    return FUNCTION.address();
  }

  private static MemorySegment link() {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .findStatic(
                  ProducerFunction.class,
                  "produce",
                  MethodType.methodType(
                      long.class,
                      long.class,
                      long.class,
                      long.class,
                      long.class,
                      long.class,
                      long.class,
                      long.class,
                      int.class,
                      long.class));
      return Upcalls.function(
          target,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_INT, JAVA_LONG),
          Arena.ofAuto());
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @SuppressWarnings({"unused", "UnusedVariable", "CatchingUnchecked"})
  private static long produce(
      long state,
      long out,
      long capacity,
      long source,
      long sourceBytes,
      long dictionary,
      long dictionaryBytes,
      int level,
      long windowBytes) {
    try {
      return BlockSequences.produce(state, out, capacity, source, sourceBytes, windowBytes);
    } catch (Throwable none) {
      // Nothing may leave an upcall: the JVM would end. An error that the JVM owes this thread for
      // a mapping that is gone may come here, too, and is not lost: the mapping's own owner notices
      // by the queue's state.
      return BlockSequences.SEARCH_YOURSELF;
    }
  }
}
