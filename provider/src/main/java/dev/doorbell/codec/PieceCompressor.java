package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;

/**
 * Compresses one piece after the other to the end of a {@link PendingOutput}: as a job where that
 * makes it smaller, as stored blocks where not, and in a {@link SoftwareTail} where pieces are too
 * small for jobs.
 */
final class PieceCompressor {
  private final Offload offload;
  private final JobResult result = new JobResult();
  private final SoftwareTail tail = new SoftwareTail();
  private boolean lastWasSmall;
  private int libraryBytes;

  PieceCompressor(Offload offload) {
    this.offload = offload;
  }

  /** The piece size that a library of the software engine is good at, or 0 where there is none. */
  void library(int bytes) {
    libraryBytes = bytes;
  }

  boolean hasLibrary() {
    return libraryBytes > 0;
  }

  /**
   * Raw blocks from byte boundary to byte boundary. An empty last piece costs no job, an empty one
   * that is not the last no bytes.
   *
   * @return true if the bytes are known to end with an empty stored block; bytes that look like one
   *     may be data
   */
  boolean piece(
      MemorySegment history,
      MemorySegment data,
      boolean last,
      int level,
      int strategy,
      PendingOutput out) {
    int n = (int) data.byteSize();
    if (n == 0) {
      if (last) {
        DeflateFormat.emptyFinalBlock(out);
      }
      return false;
    }
    if (level > 0 || level == Deflater.DEFAULT_COMPRESSION) {
      if (isSmallAgain(n, last)) {
        tail.piece(history, data, last, level, strategy, out);
        return !last;
      }
      DeflateJob.Ending ending = last ? DeflateJob.Ending.LAST_PIECE : DeflateJob.Ending.PIECE;
      if (smaller(
          Format.RAW, history, data, ending, level, strategy, out, DeflateFormat.storedBytes(n))) {
        return false;
      }
    }
    tail.leave();
    DeflateFormat.stored(out, data, last);
    return false;
  }

  /**
   * Small pieces come from flushes, and then in numbers; one alone, as at the end of most streams,
   * is a job like others.
   */
  private boolean isSmallAgain(int n, boolean last) {
    boolean small = !isLibraryWork(n) && !offload.wouldTake(Operation.DEFLATE_RAW, n);
    boolean again = small && (tail.isCurrent() || (lastWasSmall && !last));
    lastWasSmall = small;
    if (again) {
      offload.offer(Operation.DEFLATE_RAW, n); // counts the piece as software's
    } else {
      tail.leave();
    }
    return again;
  }

  /** A library begins each piece anew: a short one is better off with zlib's tables at hand. */
  private boolean isLibraryWork(int n) {
    return libraryBytes > 0 && n >= libraryBytes / 8;
  }

  /** The history is void from here on. */
  void forgetHistory() {
    tail.leave();
  }

  void reset() {
    tail.leave();
    lastWasSmall = false;
  }

  void release() {
    tail.release();
  }

  /**
   * A complete message in the format.
   *
   * @param limitBytes the largest result that is wanted
   * @return false, with nothing written, where no result of that size came out
   */
  boolean whole(
      Format format,
      MemorySegment data,
      int level,
      int strategy,
      PendingOutput out,
      int limitBytes) {
    return smaller(
        format,
        MemorySegment.NULL,
        data,
        DeflateJob.Ending.WHOLE,
        level,
        strategy,
        out,
        limitBytes);
  }

  private boolean smaller(
      Format format,
      MemorySegment history,
      MemorySegment data,
      DeflateJob.Ending ending,
      int level,
      int strategy,
      PendingOutput out,
      int limitBytes) {
    MemorySegment output = out.reserve(Math.toIntExact(DeflateJob.outputBound(data.byteSize())));
    Outcome outcome =
        offload.execute(
            new DeflateJob(format, level, strategy, history, ending, data, output), result);
    if (outcome != Outcome.Done.DONE || result.produced() > limitBytes) {
      return false;
    }
    if (result.consumed() != data.byteSize()) {
      throw new IllegalStateException(
          "consumed=" + result.consumed() + " bytes, allowed: " + data.byteSize());
    }
    out.commit((int) result.produced());
    return true;
  }
}
