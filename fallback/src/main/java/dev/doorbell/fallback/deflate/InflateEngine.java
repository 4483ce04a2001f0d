package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.memory.InputSlices;
import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses whole messages. What is decompressed stays in staging until the message's end was
 * found right. Any thread.
 */
public final class InflateEngine {
  private static final System.Logger LOG = System.getLogger(InflateEngine.class.getName());
  private static final int PIECE_BYTES = 64 << 10;

  private final IdlePool<Inflater> idle = new IdlePool<>(IdlePool.usualCapacity(), Inflater::end);

  private final LibraryInflate library = new LibraryInflate();

  /** Less when the configuration says so, or the library failed in a way that it never should. */
  private volatile boolean libraryAllowed = true;

  public InflateEngine() {}

  /** From now on no others than these. */
  public void use(Set<DeflateLibrary> libraries) {
    libraryAllowed = libraries.contains(DeflateLibrary.LIBDEFLATE);
  }

  /** As {@link dev.doorbell.offload.engine.EngineProvider#inflatesWhole}. */
  public boolean inflatesWhole(Operation operation) {
    return operation == Operation.INFLATE_ZLIB && libraryAllowed && LibraryInflate.isThere();
  }

  public Outcome run(InflateJob job, JobResult result) {
    return inflatesWhole(job.operation()) && byLibrary(job, result)
        ? Outcome.Done.DONE
        : byJdk(job, result);
  }

  private boolean byLibrary(InflateJob job, JobResult result) {
    try {
      return library.run(job, result);
    } catch (IllegalStateException broken) {
      libraryAllowed = false;
      LOG.log(
          System.Logger.Level.WARNING,
          "libdeflate failed, from now on the JDK inflates: {0}",
          broken.getMessage());
      return false;
    }
  }

  private Outcome byJdk(InflateJob job, JobResult result) {
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
      if (crc != null) {
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
      Inflater inflater, MemorySegment input, long start, @Nullable CRC32 crc, JobOutput output) {
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
    library.close();
    idle.close();
  }
}
