package dev.doorbell.offload.binding;

import dev.doorbell.offload.queue.WorkQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A lease against the end of its generation: nobody with a lease finds the queues closed, and
 * exactly one side learns that they may be.
 */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "no lease any more")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "a lease, with open queues")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed under a lease, or never closed")
@State
public class LeaseStress {
  private static final int CLOSED_UNDER_LEASE = 2;

  private final Generation generation = new Generation(1, new WorkQueue[0][]);
  private volatile boolean closed;
  private boolean lastLeaseSaysSo;

  @Actor
  public void job(IZ_Result r) {
    if (generation.enter()) {
      r.r1 = closed ? CLOSED_UNDER_LEASE : 1;
      lastLeaseSaysSo = generation.exit();
    }
  }

  @Actor
  public void maintenance() {
    generation.retire();
    if (generation.isDrained()) {
      closed = true;
    }
  }

  @Arbiter
  public void afterwards(IZ_Result r) {
    r.r2 = (closed || lastLeaseSaysSo) && generation.isDrained() && !generation.enter();
  }
}
