package dev.doorbell.offload.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A slot is filled again only when the answer in it has been copied. */
@JCStressTest
@Outcome(id = "7, false", expect = Expect.ACCEPTABLE, desc = "still taken")
@Outcome(id = "7, true", expect = Expect.ACCEPTABLE, desc = "copied, then filled again")
@Outcome(expect = Expect.FORBIDDEN, desc = "the next job's descriptor taken for an answer")
@State
public class SlotReuseStress {
  private static final int SLOT_BYTES = 128;

  private final MemorySegment slots = MemorySegment.ofArray(new long[2 * SLOT_BYTES / 8]);
  private final SubmissionRing ring = new SubmissionRing(slots, SLOT_BYTES, 2);
  private final InFlight first = entry(0, 0);
  private final InFlight second = entry(1, 0);
  private final InFlight third = entry(2, 99);

  public SlotReuseStress() {
    ring.fill(first);
    ring.fill(second);
    slots.set(ValueLayout.JAVA_INT, 0, 7);
  }

  private static InFlight entry(int index, int value) {
    MemorySegment memory = MemorySegment.ofArray(new long[2 * SLOT_BYTES / 8]);
    memory.set(ValueLayout.JAVA_INT, 0, value);
    InFlight entry = new InFlight(index);
    entry.attach(memory, 0, SLOT_BYTES);
    return entry;
  }

  @Actor
  public void receiver(IZ_Result r) {
    ring.copyAnswer(0, first);
    ring.free(0);
    r.r1 = first.memory().get(ValueLayout.JAVA_INT, SLOT_BYTES);
  }

  @Actor
  public void submitter(IZ_Result r) {
    r.r2 = ring.hasRoom(1);
    if (r.r2) {
      ring.fill(third);
    }
  }
}
