package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;

/** Compresses one piece to the end of a {@link PendingOutput}: as a job where that makes it smaller, as stored blocks where not. */
final class PieceCompressor {
  private final Offload offload;
  private final JobResult result = new JobResult();

  PieceCompressor(Offload offload) {
    this.offload = offload;
  }

  /** Raw blocks from byte boundary to byte boundary. An empty last piece costs no job, an empty one that is not the last no bytes. */
  void piece(MemorySegment history, MemorySegment data, boolean last, int level, int strategy, PendingOutput out) {
    int n = (int) data.byteSize();
    if (n == 0) {
      if (last) {
        DeflateFormat.emptyFinalBlock(out);
      }
      return;
    }
    DeflateJob.Ending ending = last ? DeflateJob.Ending.LAST_PIECE : DeflateJob.Ending.PIECE;
    if (level == 0 || !smaller(Format.RAW, history, data, ending, level, strategy, out, DeflateFormat.storedBytes(n))) {
      DeflateFormat.stored(out, data, last);
    }
  }

  /**
   * A complete message in the format.
   *
   * @param limitBytes the largest result that is wanted
   * @return false, with nothing written, where no result of that size came out
   */
  boolean whole(Format format, MemorySegment data, int level, int strategy, PendingOutput out, int limitBytes) {
    return smaller(format, MemorySegment.NULL, data, DeflateJob.Ending.WHOLE, level, strategy, out, limitBytes);
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
    Outcome outcome = offload.execute(new DeflateJob(format, level, strategy, history, ending, data, output), result);
    if (outcome != Outcome.Done.DONE || result.produced() > limitBytes) {
      return false;
    }
    if (result.consumed() != data.byteSize()) {
      throw new IllegalStateException("consumed=" + result.consumed() + " bytes, allowed: " + data.byteSize());
    }
    out.commit((int) result.produced());
    return true;
  }
}
