package dev.doorbell.offload.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What one holder did under the lock is seen by the next. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "an update lost")
@State
public class SpinLockStress {
  private final SpinLock lock = new SpinLock();
  private int value;

  private void increment() {
    lock.lock();
    value++;
    lock.unlock();
  }

  @Actor
  public void one() {
    increment();
  }

  @Actor
  public void other() {
    increment();
  }

  @Arbiter
  public void sum(I_Result r) {
    r.r1 = value;
  }
}
