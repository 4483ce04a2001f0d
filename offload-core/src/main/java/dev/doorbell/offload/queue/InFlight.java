package dev.doorbell.offload.queue;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One job between submission and completion. Belongs to one {@link WorkQueue}, which makes all of
 * its entries at the start and lends them to one job at a time.
 *
 * <p>Two threads meet here: the one that waits for the job and the one that polled its completion.
 * The poller copies the device's answer into the job's memory and then sets {@code state} with
 * release order; the waiter reads {@code state} with acquire order and may then read the answer.
 */
public final class InFlight {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(InFlight.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int IDLE = 0;
  private static final int SUBMITTED = 1;
  private static final int COMPLETED = 2;

  final int index;
  private int state = IDLE;
  private volatile Thread waiter;

  private MemorySegment memory;
  private long descriptorOffset;
  private long completionOffset;
  private long tag;

  public InFlight(int index) {
    this.index = index;
  }

  /**
   * Says where the job's descriptor is and where the device's answer goes: two ranges of the job's
   * own memory, of the queue's slot size. The completion range must be zero: an answer that never
   * arrived must not look like one.
   */
  public void attach(MemorySegment jobMemory, long descriptor, long completion) {
    memory = jobMemory;
    descriptorOffset = descriptor;
    completionOffset = completion;
  }

  public int index() {
    return index;
  }

  public MemorySegment memory() {
    return memory;
  }

  public long descriptorOffset() {
    return descriptorOffset;
  }

  public long completionOffset() {
    return completionOffset;
  }

  /** The software tag that the device has to echo; never zero for a submitted job. */
  public long tag() {
    return tag;
  }

  /** For the queue: about to be shown to the device. */
  public void submitted(long expectedTag) {
    tag = expectedTag;
    STATE.setOpaque(this, SUBMITTED);
  }

  /** For the queue: the answer stands in the job's memory. */
  public void complete() {
    // Release: the copied answer is visible to whoever sees COMPLETED.
    STATE.setRelease(this, COMPLETED);
    // Full fence between the store above and the load below, against awaitPark's store and load the
    // other way round: one of the two
    // threads sees the other, so no waiter sleeps through its completion.
    VarHandle.fullFence();
    Thread parked = waiter;
    if (parked != null) {
      LockSupport.unpark(parked);
    }
  }

  public boolean isCompleted() {
    return (int) STATE.getAcquire(this) == COMPLETED;
  }

  /** Waits as {@code idle} says, and lets the completing thread wake this one. */
  public void idle(IdleStrategy idle, int round) {
    if (!idle.parks(round)) {
      idle.idle(round);
      return;
    }
    waiter = Thread.currentThread();
    // Against complete(): our store is volatile and comes before this load, its state store before
    // its load of the waiter.
    if (!isCompleted()) {
      idle.idle(round);
    }
    waiter = null;
  }

  /** For the queue: back on the free list. */
  public void clear() {
    memory = null;
    tag = 0;
    STATE.setOpaque(this, IDLE);
  }
}
