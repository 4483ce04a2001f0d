package dev.doorbell.offload.memory;

import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two jobs take slabs and give them back: never the same one at once, always zeroed. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each had its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "a slab with two owners, or with somebody's bytes")
@State
public class StagingPoolStress {
  private static final StagingPool POOL = new StagingPool(1 << 20);

  private static int use(int mark) {
    Staging slab = POOL.acquire(100);
    if (slab == null) {
      return -1;
    }
    boolean clean = slab.memory().get(ValueLayout.JAVA_INT, 0) == 0;
    slab.use(4);
    slab.memory().set(ValueLayout.JAVA_INT, 0, mark);
    Thread.onSpinWait();
    boolean mine = slab.memory().get(ValueLayout.JAVA_INT, 0) == mark;
    POOL.release(slab);
    return clean && mine ? 1 : 0;
  }

  @Actor
  public void one(II_Result r) {
    r.r1 = use(11);
  }

  @Actor
  public void other(II_Result r) {
    r.r2 = use(22);
  }
}
