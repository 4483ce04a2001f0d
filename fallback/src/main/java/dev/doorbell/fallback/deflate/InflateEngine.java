package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.memory.InputSlices;
import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses whole messages. What is decompressed stays in staging until the message's end was
 * found right. Any thread.
 */
public final class InflateEngine {
  private static final int PIECE_BYTES = 64 << 10;

  private final IdlePool<Inflater> idle = new IdlePool<>(IdlePool.usualCapacity(), Inflater::end);

  public InflateEngine() {}

  public Outcome run(InflateJob job, JobResult result) {
    boolean gzip = job.format() == Format.GZIP;
    long start = gzip ? Gzip.headerEnd(job.input()) : 0;
    if (start < 0) {
      return start == Gzip.INCOMPLETE
          ? Outcome.Rejected.INPUT_INCOMPLETE
          : Outcome.Rejected.MALFORMED;
    }
    boolean raw = job.format() != Format.ZLIB;
    int kind = raw ? 1 : 0;
    Inflater inflater = idle.take(kind);
    if (inflater == null) {
      inflater = new Inflater(raw);
    }
    try {
      CRC32 crc = gzip ? new CRC32() : null;
      JobOutput output = JobOutput.staged(job.output());
      Outcome outcome = inflate(inflater, job.input(), start, crc, output);
      if (outcome != Outcome.Done.DONE) {
        return outcome;
      }
      long end = start + inflater.getBytesRead();
      if (gzip) {
        if (job.input().byteSize() - end < Gzip.TRAILER_BYTES) {
          return Outcome.Rejected.INPUT_INCOMPLETE;
        }
        if (!Gzip.trailerMatches(job.input(), end, crc.getValue(), output.sizeBytes())) {
          return Outcome.Rejected.MALFORMED;
        }
        end += Gzip.TRAILER_BYTES;
      }
      output.commit();
      result.set(end, output.sizeBytes());
      return Outcome.Done.DONE;
    } finally {
      inflater.reset();
      idle.give(kind, inflater);
    }
  }

  private static Outcome inflate(
      Inflater inflater, MemorySegment input, long start, CRC32 crc, JobOutput output) {
    InputSlices slices = new InputSlices(input, start);
    byte[] out = new byte[(int) Math.min(PIECE_BYTES, output.roomBytes() + 1)];
    try {
      inflater.setInput(slices.next());
      while (true) {
        int produced = inflater.inflate(out);
        // One byte more than the output holds is asked for, so that a full output and a finished
        // message can be told apart.
        if (!output.append(out, 0, produced)) {
          return Outcome.Rejected.OUTPUT_TOO_SMALL;
        }
        if (crc != null) {
          crc.update(out, 0, produced);
        }
        if (inflater.finished()) {
          return Outcome.Done.DONE;
        }
        if (inflater.needsDictionary()) {
          return Outcome.Rejected.NEEDS_DICTIONARY;
        }
        if (produced == 0) {
          if (!inflater.needsInput()) {
            return Outcome.Rejected.MALFORMED;
          }
          if (!slices.hasMore()) {
            return Outcome.Rejected.INPUT_INCOMPLETE;
          }
          inflater.setInput(slices.next());
        }
      }
    } catch (DataFormatException malformed) {
      return Outcome.Rejected.MALFORMED;
    }
  }

  /** Frees what idle codecs hold; jobs may still come, and keep nothing. */
  public void close() {
    idle.close();
  }
}
