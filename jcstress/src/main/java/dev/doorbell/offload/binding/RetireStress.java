package dev.doorbell.offload.binding;

import dev.doorbell.offload.queue.WorkQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads that lose the same generation: one of them gives it up. */
@JCStressTest
@Outcome(
    id = {"true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
@State
public class RetireStress {
  private final Generation generation = new Generation(1, new WorkQueue[0][]);

  @Actor
  public void one(ZZ_Result r) {
    r.r1 = generation.retire();
  }

  @Actor
  public void other(ZZ_Result r) {
    r.r2 = generation.retire();
  }
}
