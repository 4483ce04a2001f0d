package dev.doorbell.offload.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Java code that native code can call. */
public final class Upcalls {
  private Upcalls() {}

  /**
   * A C function that calls {@code target}. It must not throw: an exception that leaves it ends the
   * JVM. Nor may it be called by code that holds a critical section of the JVM (JNI's {@code
   * GetPrimitiveArrayCritical}).
   *
   * @param target its type is {@code type}'s
   * @param lifetime how long the function exists; nobody may call it afterwards
   * @return its address
   */
  @SuppressWarnings("restricted") // this package is where the Linker is called
  public static MemorySegment function(
      MethodHandle target, FunctionDescriptor type, Arena lifetime) {
    return Linker.nativeLinker().upcallStub(target, type, lifetime);
  }
}
