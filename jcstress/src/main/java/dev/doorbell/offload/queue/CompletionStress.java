package dev.doorbell.offload.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever sees a job completed sees its whole answer. */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not completed yet")
@Outcome(id = "7", expect = Expect.ACCEPTABLE, desc = "completed, with its answer")
@Outcome(expect = Expect.FORBIDDEN, desc = "completed without its answer")
@State
public class CompletionStress {
  private final MemorySegment memory = MemorySegment.ofArray(new long[32]);
  private final InFlight entry = new InFlight(0);

  public CompletionStress() {
    entry.attach(memory, 0, 128);
    entry.submitted(1);
  }

  @Actor
  public void poller() {
    memory.set(ValueLayout.JAVA_INT, 128, 7);
    entry.complete();
  }

  @Actor
  public void waiter(I_Result r) {
    r.r1 = entry.isCompleted() ? memory.get(ValueLayout.JAVA_INT, 128) : -1;
  }
}
