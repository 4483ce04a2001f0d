package dev.doorbell.offload.memory;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A pop that is overtaken by two pops and a push of the same index (ABA) must not follow the link
 * that it read before.
 */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "each index once")
@Outcome(expect = Expect.FORBIDDEN, desc = "an index lost or doubled")
@State
public class IndexStackAbaStress {
  private final IndexStack stack = new IndexStack(3);
  private int mine = -1;
  private int others = -1;

  public IndexStackAbaStress() {
    stack.push(2);
    stack.push(1);
    stack.push(0);
  }

  @Actor
  public void slow() {
    mine = stack.pop();
  }

  @Actor
  public void fast() {
    int first = stack.pop();
    others = stack.pop();
    if (first >= 0) {
      stack.push(first);
    }
  }

  @Arbiter
  public void count(I_Result r) {
    int seen = 0;
    int sum = 0;
    for (int index : new int[] {mine, others, stack.pop(), stack.pop()}) {
      if (index >= 0) {
        seen |= 1 << index;
        sum++;
      }
    }
    r.r1 = seen == 7 ? sum : -1;
  }
}
