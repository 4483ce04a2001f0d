package dev.doorbell.offload.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two jobs of two units each, room for three: one of them is shown to the device. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "the first one")
@Outcome(expect = Expect.FORBIDDEN, desc = "beyond the bound, or nobody")
@State
public class QuarantineBoundStress {
  private static final StagingPool POOL = new StagingPool(1 << 20);

  private final Quarantine quarantine = new Quarantine(POOL, 3);

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = quarantine.admit(2);
  }

  @Actor
  public void other(ZZ_Result r) {
    r.r2 = quarantine.admit(2);
  }
}
