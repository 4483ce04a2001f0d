package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Up to 128 KiB of a stream on their way through a queue: the bytes, and the sequences that were
 * found in them. All on the heap, so that a search which nobody waits for any more may go on.
 */
final class ZstdBlock {
  private static final int MOST_SEQUENCES =
      (int) (Lz77Job.outputBound(ZstdParameters.BLOCK_BYTES) / Long.BYTES);
  private static final byte[] NO_BYTES = {};
  private static final long[] NONE = {};

  private final JobResult result = new JobResult();

  /** Made when the first byte comes: without a device none ever does. */
  private byte[] bytes = NO_BYTES;

  private long[] sequences = NONE;
  private int length;
  private int count;
  private FutureTask<Void> search = notSearched();

  private static FutureTask<Void> notSearched() {
    return new FutureTask<>(() -> {}, null);
  }

  /** Takes what fits of the rest of {@code data}; returns how much. */
  int collect(MemorySegment data, long from) {
    if (bytes.length == 0) {
      bytes = new byte[ZstdParameters.BLOCK_BYTES];
    }
    int n = (int) Math.min(bytes.length - length, data.byteSize() - from);
    MemorySegment.copy(data, from, MemorySegment.ofArray(bytes), length, n);
    length += n;
    return n;
  }

  boolean isFull() {
    return length == ZstdParameters.BLOCK_BYTES;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Valid after {@link #await}. */
  long[] sequences() {
    return sequences;
  }

  /** How many; 0 where zstd is to search itself. Valid after {@link #await}. */
  int count() {
    return count;
  }

  /**
   * Has the block searched by a queue, if one takes it: here when it is waited for, or before that
   * by a helper.
   */
  void begin(Offload offload, int level, boolean helped) {
    count = 0;
    if (!offload.offer(Operation.LZ77_ZSTD, length)) {
      search = notSearched();
      return;
    }
    if (sequences.length == 0) {
      sequences = new long[MOST_SEQUENCES];
    }
    search = new FutureTask<>(() -> run(offload, level), null);
    if (helped) {
      offload.help(search);
    }
  }

  private void run(Offload offload, int level) {
    Outcome outcome =
        offload.execute(
            new Lz77Job(
                level,
                MemorySegment.ofArray(bytes).asSlice(0, length),
                MemorySegment.ofArray(sequences)),
            result);
    count = outcome == Outcome.Done.DONE ? (int) (result.produced() / Long.BYTES) : 0;
  }

  boolean isSearched() {
    return search.isDone();
  }

  /** Does the search if nobody has begun it. */
  void searchHere() {
    search.run();
  }

  void await() {
    boolean interrupted = false;
    while (true) {
      try {
        search.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a block could not be searched", e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody waits for it any more. */
  void abandon() {
    search.cancel(false);
  }

  void clear() {
    length = 0;
    count = 0;
  }
}
