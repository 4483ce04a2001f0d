package dev.doorbell.offload.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** One index, two takers, one of whom gives it back: nobody has it twice, nobody loses it. */
@JCStressTest
@Outcome(id = "0, -1, 0", expect = Expect.ACCEPTABLE, desc = "the first had it alone")
@Outcome(id = "-1, 0, -1", expect = Expect.ACCEPTABLE, desc = "the second had it alone and kept it")
@Outcome(id = "0, 0, -1", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "an index with two owners, or none")
@State
public class IndexStackPopStress {
  private final IndexStack stack = new IndexStack(1);

  public IndexStackPopStress() {
    stack.push(0);
  }

  @Actor
  public void borrower(III_Result r) {
    r.r1 = stack.pop();
    if (r.r1 >= 0) {
      stack.push(r.r1);
    }
  }

  @Actor
  public void keeper(III_Result r) {
    r.r2 = stack.pop();
  }

  @Arbiter
  public void afterwards(III_Result r) {
    r.r3 = stack.pop();
  }
}
