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
 * that it depends on no other; they come out in the order in which they went in. At most one more
 * than may run at once is in flight: that one is ready for the first thread that has nothing to do,
 * and bounds the memory. A caller that has to wait does a piece that nobody has begun.
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
    private int history;
    private int length;
    private boolean last;
    private int level;
    private int strategy;
    private boolean compressed;
    private FutureTask<?> task = DONE;

    private static byte[] atLeast(byte[] array, int n) {
      if (array.length >= n) {
        return array;
      }
      BufferPool.shared().give(array);
      return BufferPool.shared().take(n);
    }

    void release() {
      BufferPool.shared().give(input);
      BufferPool.shared().give(output);
    }

    void fill(MemorySegment before, MemorySegment data) {
      history = (int) before.byteSize();
      length = (int) data.byteSize();
      input = atLeast(input, history + length);
      output = atLeast(output, Math.toIntExact(DeflateJob.outputBound(length)));
      MemorySegment all = MemorySegment.ofArray(input);
      MemorySegment.copy(before, 0, all, 0, history);
      MemorySegment.copy(data, 0, all, history, length);
    }

    void compress(Offload offload) {
      MemorySegment all = MemorySegment.ofArray(input);
      Outcome outcome =
          offload.execute(
              new DeflateJob(
                  Format.RAW,
                  level,
                  strategy,
                  all.asSlice(0, history),
                  last ? DeflateJob.Ending.LAST_PIECE : DeflateJob.Ending.PIECE,
                  all.asSlice(history, length),
                  MemorySegment.ofArray(output)),
              result);
      compressed =
          outcome == Outcome.Done.DONE && result.produced() <= DeflateFormat.storedBytes(length);
    }

    void moveTo(PendingOutput out) {
      if (compressed) {
        out.put(MemorySegment.ofArray(output), 0, (int) result.produced());
      } else {
        DeflateFormat.stored(out, MemorySegment.ofArray(input).asSlice(history, length), last);
      }
    }
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /**
   * Copies the piece and has it compressed; what is ready, or has to make room, goes to {@code
   * out}.
   */
  void submit(
      MemorySegment history,
      MemorySegment data,
      boolean last,
      int level,
      int strategy,
      PendingOutput out) {
    while (inFlight.size() > parallelism
        || (!inFlight.isEmpty() && inFlight.getFirst().task.isDone())) {
      retire(out);
    }
    Slot slot = free.isEmpty() ? new Slot() : free.pop();
    slot.fill(history, data);
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
