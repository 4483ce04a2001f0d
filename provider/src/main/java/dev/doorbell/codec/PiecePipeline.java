package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Several pieces of one stream in flight at once. Each has buffers of its own, history included, so
 * that it depends on no other; only where a stream ends within the caller's call are its pieces
 * read where they lie. They come out in the order in which they went in. At most one more than may
 * run at once is in flight: that one is ready for the first thread that has nothing to do, and
 * bounds the memory. A caller that has to wait does a piece that nobody has begun.
 *
 * <p>Not safe for threads: {@link OffloadDeflater} holds its lock; helpers see one slot each, which
 * its {@link FutureTask} hands over and back.
 */
final class PiecePipeline {
  private static final FutureTask<?> DONE = new FutureTask<>(() -> {}, "");

  private final Offload offload;
  private final int parallelism;
  private final ArrayDeque<Slot> inFlight = new ArrayDeque<>();
  private final ArrayDeque<Slot> free = new ArrayDeque<>();

  /**
   * @param parallelism pieces that run at the same time, 2 or more; the caller's own thread is one
   *     of those that run them
   */
  PiecePipeline(Offload offload, int parallelism) {
    this.offload = offload;
    this.parallelism = parallelism;
  }

  private static final class Slot {
    private final JobResult result = new JobResult();
    private byte[] input = {};
    private byte[] output = {};
    private MemorySegment history = MemorySegment.NULL;
    private MemorySegment data = MemorySegment.NULL;
    private boolean last;
    private int level;
    private int strategy;
    private boolean compressed;
    private FutureTask<?> task = DONE;

    void release() {
      BufferPool.shared().give(input);
      BufferPool.shared().give(output);
    }

    /** Takes the window's piece over, its array in exchange for this one's. */
    void take(PieceWindow window) {
      int before = (int) window.history().byteSize();
      int length = window.collected();
      input = window.turnOver(input);
      MemorySegment all = MemorySegment.ofArray(input);
      history = all.asSlice(0, before);
      data = all.asSlice(before, length);
    }

    /** Copies the history, and the piece unless it is to be read where it lies. */
    void fill(MemorySegment before, MemorySegment piece, boolean inPlace) {
      long kept = before.byteSize();
      long length = inPlace ? 0 : piece.byteSize();
      input = BufferPool.shared().atLeast(input, Math.toIntExact(kept + length));
      MemorySegment all = MemorySegment.ofArray(input);
      history = all.asSlice(0, kept).copyFrom(before);
      data = inPlace ? piece : all.asSlice(kept, length).copyFrom(piece);
    }

    void compress(Offload offload) {
      Outcome outcome =
          offload.execute(
              new DeflateJob(
                  Format.RAW,
                  level,
                  strategy,
                  history,
                  last ? DeflateJob.Ending.LAST_PIECE : DeflateJob.Ending.PIECE,
                  data,
                  MemorySegment.ofArray(output)),
              result);
      compressed = outcome == Outcome.Done.DONE && result.produced() <= mostBytes();
    }

    void moveTo(PendingOutput out) {
      if (compressed) {
        out.put(MemorySegment.ofArray(output), 0, (int) result.produced());
      } else {
        DeflateFormat.stored(out, data, last);
      }
      // Not a moment longer than needed: it may be the caller's.
      data = MemorySegment.NULL;
    }

    int mostBytes() {
      return DeflateFormat.storedBytes((int) data.byteSize());
    }
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /** The most that {@link #retireAll} can give out. */
  long mostBytes() {
    return inFlight.stream().mapToLong(Slot::mostBytes).sum();
  }

  /**
   * Has the window's piece compressed, and turns the window; what is ready, or has to make room,
   * goes to {@code out}.
   */
  void submit(PieceWindow window, boolean last, int level, int strategy, PendingOutput out) {
    Slot slot = freeSlot(out);
    slot.take(window);
    start(slot, last, level, strategy);
  }

  /**
   * As {@link #submit(PieceWindow, boolean, int, int, PendingOutput)}, for a piece that lies
   * somewhere else, and is copied.
   *
   * @param inPlace whether it is not copied: it must be an array's then, and must not change before
   *     {@link #retireAll}
   */
  void submit(
      MemorySegment history,
      MemorySegment data,
      boolean inPlace,
      boolean last,
      int level,
      int strategy,
      PendingOutput out) {
    Slot slot = freeSlot(out);
    slot.fill(history, data, inPlace);
    start(slot, last, level, strategy);
  }

  private Slot freeSlot(PendingOutput out) {
    while (inFlight.size() > parallelism
        || (!inFlight.isEmpty() && inFlight.getFirst().task.isDone())) {
      retire(out);
    }
    return free.isEmpty() ? new Slot() : free.pop();
  }

  private void start(Slot slot, boolean last, int level, int strategy) {
    int bound = Math.toIntExact(DeflateJob.outputBound(slot.data.byteSize()));
    slot.output = BufferPool.shared().atLeast(slot.output, bound);
    slot.last = last;
    slot.level = level;
    slot.strategy = strategy;
    slot.task = new FutureTask<>(() -> slot.compress(offload), "");
    inFlight.add(slot);
    offload.help(slot.task);
  }

  /** Waits for all, in order. */
  void retireAll(PendingOutput out) {
    while (!inFlight.isEmpty()) {
      retire(out);
    }
  }

  private void retire(PendingOutput out) {
    Slot oldest = inFlight.getFirst();
    for (Slot slot : inFlight) {
      if (oldest.task.isDone()) {
        break;
      }
      // Runs it here if no helper has begun it, and returns at once if one has.
      slot.task.run();
    }
    await(oldest.task);
    inFlight.removeFirst();
    oldest.moveTo(out);
    free.push(oldest);
  }

  private static void await(FutureTask<?> task) {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a piece could not be compressed", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Forgets what is in flight, and gives the memory back; a piece that runs goes on in its own
   * buffers, which nobody reads and nobody else gets.
   */
  void abandon() {
    // Not theirs: whoever has the buffers next must be alone with them.
    inFlight.forEach(slot -> slot.task.cancel(false));
    inFlight.clear();
    free.forEach(Slot::release);
    free.clear();
  }
}
