package dev.doorbell.offload.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A job hands its slab over while the fence releases what is there: released once, now or later.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "released by the fence or after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a slab or its bytes lost")
@State
public class QuarantineHandOverStress {
  private static final StagingPool POOL = new StagingPool(64 << 20);

  private final Quarantine quarantine = new Quarantine(POOL, 8192);
  private final Staging slab = POOL.acquire(8192);

  public QuarantineHandOverStress() {
    if (slab != null) {
      quarantine.admit(8192);
    }
  }

  @Actor
  public void job() {
    if (slab != null) {
      quarantine.add(slab);
    }
  }

  @Actor
  public void fence() {
    quarantine.releaseAll();
  }

  @Arbiter
  public void afterwards(ZI_Result r) {
    quarantine.releaseAll();
    // Of the states that wait for their turn more exist than slabs: those without one show nothing.
    r.r1 = slab == null || quarantine.admit(8192);
    r.r2 = (int) quarantine.bytes();
  }
}
