package dev.doorbell.offload.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Makes the JVM deliver what it still owes. A load or store to a mapping that is gone raises {@code
 * InternalError}, but compiled code gets it late: at the thread's next safepoint poll, with the
 * faulting instruction skipped. Nothing that was read before then may be believed.
 */
public final class MappingFaults {
  private static final VarHandle STEP;

  static {
    try {
      STEP = MethodHandles.lookup().findStaticVarHandle(MappingFaults.class, "step", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through STEP
  private static int step = 1;

  private MappingFaults() {}

  /**
   * Throws the {@code InternalError} of an earlier access of this thread to a mapping that was
   * gone, if there was one.
   *
   * <p>A loop whose end the compiler cannot count keeps a safepoint poll on its back edge, and a
   * pending error is thrown there. Some nanoseconds, no call. Without it, code compiled by C1 or C2
   * let every such error escape into the caller of the method that caught it; with it none did, in
   * C1, C2, tiered and interpreted runs (JDK 25, MappingFaultsTest).
   */
  public static void deliver() {
    for (int rounds = 0; rounds < 3; ) {
      rounds += (int) STEP.getOpaque();
    }
  }

  /**
   * Initialises classes before any mapping is touched. A class that is used for the first time
   * while the error is still owed may get it in its initialiser: it is then unusable for the life
   * of the process, and so is everything that needs it. What runs between an access and {@link
   * #deliver()} is named here by whoever runs it, above all the code of faults, which nothing else
   * uses before.
   */
  public static void initialiseBeforehand(Class<?>... classes) {
    for (Class<?> each : classes) {
      try {
        Class.forName(each.getName(), true, each.getClassLoader());
      } catch (ClassNotFoundException impossible) {
        throw new IllegalStateException(each + " is there and is not found", impossible);
      }
    }
  }
}
