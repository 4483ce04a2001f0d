package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One queue from START_Q to its end, as the hardware sees it: doorbell, position in the rings, and
 * the job in work. Everything but {@link #lock} and the final fields is used under that lock;
 * whoever holds it knows that no step is running.
 *
 * <p>The driver's completion doorbells are looked at but not relied on, since a later store hides
 * them; so an overflow of the completion ring is not detected.
 */
final class TwinQueue {
  private static final System.Logger LOG = System.getLogger("dev.doorbell.twin");

  /** Kept, since values() makes a copy each time. */
  private static final Step[] STEPS = Step.values();

  final ReentrantLock lock = new ReentrantLock();
  final int id;
  private final TwinDeviceSpec spec;
  private final QueueMemory memory;
  private final JobEngine engine;
  private final JobOutput output = new JobOutput();
  private final byte[] descriptor = new byte[QueueMemory.SQE_BYTES];
  private final TwinCounters counters;
  private final List<PlannedFault> planned = new ArrayList<>();

  /** The slot that works on this queue now; null between jobs and while the queue cannot go on. */
  Scheduler.@Nullable Slot owner;

  boolean dead;
  boolean bound = true;
  boolean held;
  boolean evicted;
  int priority;
  long job;
  boolean late;

  private boolean paused;
  private long notBefore;

  private boolean closed;
  private byte @Nullable [][] stuck;
  private int stuckNext;
  private int head;
  private int tail;
  private int completionTail;
  private int phase = 1;
  private long lastDoorbell;
  private int lateJobs;
  private Step next = Step.DOORBELL_SEEN;
  private int marks;
  private int badHead;

  private record PlannedFault(Step step, Fault fault) {}

  TwinQueue(
      int id,
      TwinDeviceSpec spec,
      QueueMemory memory,
      JobEngine engine,
      TwinCounters counters,
      boolean restarted) {
    this.id = id;
    this.spec = spec;
    this.memory = memory;
    this.engine = engine;
    this.counters = counters;
    // A register keeps no word for later, RAM does: a queue started again must not take the old one
    // for a new doorbell. One that was
    // rung before the first start does execute (seen with the real framework).
    lastDoorbell = restarted ? memory.doorbell() : 0;
  }

  /** Does something to the queue while no step is running. */
  void locked(Consumer<TwinQueue> action) {
    lock.lock();
    try {
      action.accept(this);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a step can be taken now. */
  boolean ready(long now) {
    if (paused && now - notBefore >= 0) {
      paused = false;
    }
    return !dead && bound && !paused && (inJob() || !held && hasWork());
  }

  boolean inJob() {
    return next != Step.DOORBELL_SEEN;
  }

  private boolean hasWork() {
    return stuck != null
        ? stuckNext < stuck.length
        : head != tail || memory.doorbell() != lastDoorbell;
  }

  /** No step before {@code time} of the scheduler's clock. */
  void pauseUntil(long time) {
    paused = true;
    notBefore = time;
  }

  /** Whether waiting for the queue to become empty makes sense. */
  boolean canDrain() {
    return !dead && bound && !held;
  }

  /** A detached queue that has nothing left to do. */
  boolean exhausted() {
    return stuck != null && stuckNext == stuck.length;
  }

  /** Takes one step; null if there was nothing to do. The caller has asked {@link #ready}. */
  @Nullable Step step(TwinDevice device) {
    Step taken = next;
    switch (taken) {
      case DOORBELL_SEEN -> {
        if (stuck == null && !readDoorbell()) {
          return null;
        }
        job = device.nextJob();
        late = lateJobs > 0;
        lateJobs -= late ? 1 : 0;
      }
      case FETCHED -> fetch();
      case EXECUTED -> execute();
      case OUTPUT_HALF_WRITTEN -> write(false);
      case OUTPUT_WRITTEN -> write(true);
      case WRITTEN_BACK -> writeBack();
      case COMPLETED -> complete();
    }
    next = taken == Step.COMPLETED ? Step.DOORBELL_SEEN : STEPS[taken.ordinal() + 1];
    return taken;
  }

  private boolean readDoorbell() {
    long word = memory.doorbell();
    if (word != lastDoorbell) {
      lastDoorbell = word;
      counters.doorbells.incrementAndGet();
      int command = DoorbellWord.command(word, spec.api(), id, spec.depth());
      if (command < 0) {
        counters.badDoorbells.incrementAndGet();
        LOG.log(
            System.Logger.Level.WARNING,
            "twin queue {0}: bad doorbell 0x{1}, queue disabled",
            id,
            Long.toHexString(word));
        kill();
        return false;
      }
      if (command == DoorbellWord.SUBMISSION) {
        tail = DoorbellWord.index(word);
      }
    }
    return head != tail;
  }

  private void fetch() {
    if (stuck != null) {
      System.arraycopy(stuck[stuckNext], 0, descriptor, 0, descriptor.length);
    } else {
      memory.readDescriptor(head, descriptor);
    }
  }

  private void execute() {
    output.clear();
    try {
      engine.execute(descriptor, output);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "twin queue " + id + ": engine failed", e);
      fail();
    } catch (InternalError pageFault) {
      // Memory behind a truncated file: the one bad access that the JVM survives. A device reports
      // an SVA error (ref 1.9).
      fail();
    }
    counters.executed.incrementAndGet();
    counters.bytesIn.addAndGet(output.bytesIn);
    if (output.refused) {
      counters.badDescriptors.incrementAndGet();
    }
    if (marked(FaultKind.CORRUPT)) {
      output.corrupt();
    }
  }

  private void fail() {
    output.clear();
    engine.setError(descriptor);
  }

  private void write(boolean secondHalf) {
    try {
      if (secondHalf) {
        output.writeSecondHalf();
        counters.bytesOut.addAndGet(output.length + output.tagLength);
      } else {
        output.writeFirstHalf();
      }
    } catch (InternalError pageFault) {
      fail();
    }
  }

  private void writeBack() {
    if (marked(FaultKind.ERROR)) {
      engine.setError(descriptor);
    }
    if (marked(FaultKind.TOO_LONG)) {
      engine.overstateLength(descriptor);
    }
    if (stuck == null) {
      memory.writeDescriptor(head, descriptor);
    }
  }

  private void complete() {
    if (stuck != null) {
      // The ring has gone to another owner; only the effects on the process's memory are left.
      stuckNext++;
    } else {
      int sqHead = !marked(FaultKind.BAD_HEAD) ? head : badHead < 0 ? spec.depth() : badHead;
      if (!marked(FaultKind.LOSE)) {
        completion(sqHead, marked(FaultKind.BAD_PHASE) ? phase ^ 1 : phase);
      }
      if (marked(FaultKind.DUPLICATE)) {
        completion(sqHead, phase);
      }
      head = (head + 1) % spec.depth();
    }
    if (late) {
      counters.executedLate.incrementAndGet();
    }
    marks = 0;
    output.wipe();
  }

  private void completion(int sqHead, int bit) {
    memory.complete(completionTail, sqHead, id, bit);
    completionTail = (completionTail + 1) % spec.depth();
    if (completionTail == 0) {
      phase ^= 1;
    }
  }

  private boolean marked(FaultKind kind) {
    return (marks >>> kind.ordinal() & 1) != 0;
  }

  /**
   * Remembers a fault of the present job for the step that it changes; false if that step is over
   * or the job has nothing to change.
   */
  boolean mark(FaultKind kind, int value, Step after) {
    boolean pointless = kind == FaultKind.TOO_LONG && !spec.driver().equals("hisi_zip");
    if (pointless || after.compareTo(kind.latestStep()) > 0) {
      return false;
    }
    marks |= 1 << kind.ordinal();
    badHead = value;
    if (kind == FaultKind.CORRUPT && after == Step.EXECUTED) {
      output.corrupt();
    }
    return true;
  }

  void plan(Step step, Fault fault) {
    planned.add(new PlannedFault(step, fault));
  }

  Fault takePlanned(Step step) {
    if (planned.isEmpty()) {
      return Fault.NONE;
    }
    for (Iterator<PlannedFault> each = planned.iterator(); each.hasNext(); ) {
      PlannedFault candidate = each.next();
      if (candidate.step() == step) {
        each.remove();
        return candidate.fault();
      }
    }
    return Fault.NONE;
  }

  /**
   * Disables the queue for ever: TX, then RX status word (ref 1.10). The job in work is dropped
   * where it stands.
   */
  void kill() {
    if (!dead) {
      dead = true;
      if (stuck == null && !closed) {
        memory.stopSubmitting();
        memory.stopReceiving();
      }
      output.wipe();
    }
  }

  /** First half of a device reset: no more submissions; the second half is {@link #kill}. */
  void stopSubmitting() {
    if (!dead && stuck == null) {
      memory.stopSubmitting();
    }
  }

  /** Lets the queue go on after {@code bound} was false. What it had in its ring by now is late. */
  void rebind() {
    if (!bound) {
      bound = true;
      late = inJob();
      lateJobs = remaining() - (inJob() ? 1 : 0);
    }
  }

  /** Jobs announced and not completed, the one in work included. */
  int remaining() {
    if (dead) {
      return 0;
    }
    if (stuck != null) {
      return stuck.length - stuckNext;
    }
    int end = tail;
    long word = memory.doorbell();
    if (word != lastDoorbell
        && DoorbellWord.command(word, spec.api(), id, spec.depth()) == DoorbellWord.SUBMISSION) {
      end = DoorbellWord.index(word);
    }
    return Math.floorMod(end - head, spec.depth());
  }

  /**
   * Takes the queue out of its memory, which gets a new owner. Jobs that are stuck keep their
   * descriptors inside the device.
   *
   * @return whether anything is stuck
   */
  boolean detach() {
    byte[][] copies = new byte[remaining()][QueueMemory.SQE_BYTES];
    for (int i = 0; i < copies.length; i++) {
      memory.readDescriptor((head + i) % spec.depth(), copies[i]);
    }
    stuck = copies;
    return copies.length > 0;
  }

  /**
   * Descriptors of the jobs for which this queue may still write to the process's memory: those
   * announced, the one in work included until its result is written back. For tests.
   */
  List<byte[]> mayStillWrite() {
    List<byte[]> descriptors = new ArrayList<>();
    for (int i = 0, count = remaining(); i < count; i++) {
      if (i == 0 && next == Step.COMPLETED) {
        continue;
      }
      byte[] copy = new byte[QueueMemory.SQE_BYTES];
      if (i == 0 && next.compareTo(Step.FETCHED) > 0) {
        System.arraycopy(descriptor, 0, copy, 0, copy.length);
      } else if (stuck != null) {
        System.arraycopy(stuck[stuckNext + i], 0, copy, 0, copy.length);
      } else {
        memory.readDescriptor((head + i) % spec.depth(), copy);
      }
      descriptors.add(copy);
    }
    return descriptors;
  }

  /**
   * The end: wipes and frees what the engine holds. Returns the number of stuck jobs that are
   * dropped with it.
   */
  int close() {
    int dropped = stuck != null ? remaining() : 0;
    dead = true;
    if (!closed) {
      closed = true;
      output.wipe();
      engine.close();
      Arrays.fill(descriptor, (byte) 0);
    }
    return dropped;
  }
}
