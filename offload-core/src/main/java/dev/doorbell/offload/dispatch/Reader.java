package dev.doorbell.offload.dispatch;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads in software what an engine has compressed, to see whether it gives the job's input back.
 */
final class Reader {
  private final Engine software;

  Reader(Engine software) {
    this.software = software;
  }

  /**
   * Whether {@code compressed} is all of a right answer to {@code job}, and nothing more.
   *
   * @param job a {@link DeflateJob}, a {@link ZstdJob} that compresses, or a {@link Lz77Job}
   */
  boolean reads(Job job, MemorySegment compressed) {
    if (job instanceof Lz77Job block) {
      return readsSequences(block.input(), compressed);
    }
    return job instanceof DeflateJob deflate && deflate.ending() != DeflateJob.Ending.WHOLE
        ? readsPiece(deflate, compressed)
        : readsWhole(job, compressed);
  }

  /**
   * Sequences are the block if they cover it and each match is one. None at all are an answer, too.
   */
  private static boolean readsSequences(MemorySegment block, MemorySegment sequences) {
    long n = block.byteSize();
    long count = sequences.byteSize() / Lz77Sequence.BYTES;
    long position = 0;
    for (long i = 0; i < count; i++) {
      long sequence = Lz77Sequence.get(sequences, i);
      long match = Lz77Sequence.match(sequence);
      long distance = Lz77Sequence.distance(sequence);
      position += Lz77Sequence.literals(sequence);
      boolean last = i == count - 1;
      if (position > n
          || match > n - position
          || distance > position
          || (last
              ? match != 0
              : match < Lz77Sequence.LEAST_MATCH
                  || distance < 1
                  || !Lz77Sequence.isMatch(block, position, distance, match))) {
        return false;
      }
      position += match;
    }
    return count == 0 || position == n;
  }

  private boolean readsWhole(Job job, MemorySegment compressed) {
    byte[] back = new byte[(int) job.inputBytes()];
    MemorySegment room = MemorySegment.ofArray(back);
    Job opposite =
        job instanceof DeflateJob deflate
            ? new InflateJob(deflate.format(), compressed, room)
            : new ZstdJob(Direction.DECRYPT, 0, compressed, room);
    JobResult result = new JobResult();
    return software.execute(opposite, result) == Outcome.Done.DONE
        && result.consumed() == compressed.byteSize()
        && result.produced() == back.length
        && room.mismatch(job.input()) < 0;
  }

  /**
   * A piece has no end of its own that an inflate job could go to: the JDK's inflater reads it,
   * knowing what precedes it in the stream.
   */
  private static boolean readsPiece(DeflateJob job, MemorySegment compressed) {
    // One byte more than there should be, so that too much is seen.
    byte[] back = new byte[(int) job.inputBytes() + 1];
    try (Inflater inflater = new Inflater(true)) {
      if (job.history().byteSize() > 0) {
        inflater.setDictionary(job.history().toArray(ValueLayout.JAVA_BYTE));
      }
      inflater.setInput(compressed.toArray(ValueLayout.JAVA_BYTE));
      int n = 0;
      for (int more = 1; more > 0 && n < back.length; n += more) {
        more = inflater.inflate(back, n, back.length - n);
      }
      return n == job.inputBytes()
          && inflater.getRemaining() == 0
          && inflater.finished() == (job.ending() == DeflateJob.Ending.LAST_PIECE)
          && MemorySegment.ofArray(back).asSlice(0, n).mismatch(job.input()) < 0;
    } catch (DataFormatException notDeflate) {
      return false;
    }
  }
}
