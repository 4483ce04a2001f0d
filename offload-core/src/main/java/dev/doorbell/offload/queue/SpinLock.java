package dev.doorbell.offload.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Guards sections of some tens of nanoseconds that make no call and cannot block. Not reentrant.
 * Allocates nothing and, unlike a monitor under contention, makes no system call before it has spun
 * for a while.
 */
public final class SpinLock {
  private static final VarHandle HELD;
  private static final int SPINS_BEFORE_YIELD = 200;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through HELD
  private boolean held;

  public SpinLock() {}

  /** Takes the lock or returns false at once. */
  public boolean tryLock() {
    return HELD.compareAndSet(this, false, true);
  }

  public void lock() {
    for (int spins = 1; !tryLock(); spins++) {
      if (spins % SPINS_BEFORE_YIELD == 0) {
        // The holder has probably lost its processor.
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  public void unlock() {
    HELD.setRelease(this, false);
  }
}
