package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.memory.InputSlices;
import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.memory.Overlap;
import dev.doorbell.offload.engine.LibraryReport;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses whole messages and pieces: with the fastest library that is there for the level, and
 * with the JDK's zlib. Any thread.
 */
public final class DeflateEngine {
  private static final System.Logger LOG = System.getLogger(DeflateEngine.class.getName());
  private static final int PIECE_BYTES = 64 << 10;

  private final IdlePool<Deflater> idle = new IdlePool<>(IdlePool.usualCapacity(), Deflater::end);

  /**
   * A piece shorter than this with a history is better compressed by one who knows that history.
   */
  private static final int LEAST_BYTES_WITHOUT_HISTORY = 256 << 10;

  private final LibraryDeflate libraries = new LibraryDeflate();

  /** Below this, libraries save less time than they cost bytes. */
  private static final int LEAST_BYTES = 1 << 10;

  /** Less when the configuration says so, or a library failed in a way that it never should. */
  private volatile Set<DeflateLibrary> allowed = EnumSet.allOf(DeflateLibrary.class);

  public DeflateEngine() {}

  /** From now on no others; with the JDK alone, results are the JDK's, byte for byte. */
  public void use(Set<DeflateLibrary> libraries) {
    allowed = libraries;
  }

  public Outcome run(DeflateJob job, JobResult result) {
    DeflateLibrary library = libraryFor(job);
    if (library != DeflateLibrary.JDK && byLibrary(library, job, result)) {
      return Outcome.Done.DONE;
    }
    return byJdk(job, result);
  }

  private DeflateLibrary libraryFor(DeflateJob job) {
    if (job.input().byteSize() < LEAST_BYTES) {
      return DeflateLibrary.JDK;
    }
    DeflateLibrary library =
        DeflateLibrary.fastest(allowed, DeflateLibrary.effective(job.level()), job.strategy());
    boolean missesHistory =
        library == DeflateLibrary.LIBDEFLATE
            && job.history().byteSize() > 0
            && job.input().byteSize() < LEAST_BYTES_WITHOUT_HISTORY;
    return missesHistory ? DeflateLibrary.JDK : library;
  }

  /** False, with the output as it was before, where there is no room or no library after all. */
  private boolean byLibrary(DeflateLibrary library, DeflateJob job, JobResult result) {
    try {
      JobOutput output = outputOf(job);
      if (!libraries.run(library, job, output)) {
        return false;
      }
      output.commit();
      result.set(job.input().byteSize(), output.sizeBytes());
      return true;
    } catch (IllegalStateException broken) {
      allowed = EnumSet.of(DeflateLibrary.JDK);
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} failed, from now on the JDK compresses: {1}",
          library,
          broken.getMessage());
      return false;
    }
  }

  /** As {@link dev.doorbell.offload.engine.EngineProvider#softwarePieceBytes}. */
  public int pieceBytes(int level, int strategy) {
    return DeflateLibrary.fastest(allowed, DeflateLibrary.effective(level), strategy).pieceBytes();
  }

  /** The optional libraries, present or not. */
  public static List<LibraryReport> libraries() {
    return DeflateLibrary.reports();
  }

  private Outcome byJdk(DeflateJob job, JobResult result) {
    boolean raw = job.format() != Format.ZLIB;
    int kind = kind(job.level(), raw);
    Deflater deflater = idle.take(kind);
    if (deflater == null) {
      deflater = new Deflater(job.level(), raw);
    }
    boolean reusable = false;
    try {
      JobOutput output = outputOf(job);
      boolean fits = compress(deflater, job, output);
      reusable = job.strategy() == Deflater.DEFAULT_STRATEGY;
      if (!fits) {
        return Outcome.Rejected.OUTPUT_TOO_SMALL;
      }
      output.commit();
      result.set(job.input().byteSize(), output.sizeBytes());
      return Outcome.Done.DONE;
    } finally {
      if (reusable) {
        deflater.reset();
        idle.give(kind, deflater);
      } else {
        deflater.end();
      }
    }
  }

  // A level is part of the kind: changing it on a codec in use is what zlib calls deflateParams,
  // whose output is not that of a new codec.
  private static int kind(int level, boolean raw) {
    int effective = level == Deflater.DEFAULT_COMPRESSION ? 6 : level;
    return effective * 2 + (raw ? 1 : 0);
  }

  private static JobOutput outputOf(DeflateJob job) {
    MemorySegment target = job.output();
    boolean alwaysFits = target.byteSize() >= DeflateJob.outputBound(job.input().byteSize());
    boolean apart = !Overlap.any(target, job.input()) && !Overlap.any(target, job.history());
    return alwaysFits && apart ? JobOutput.direct(target) : JobOutput.staged(target);
  }

  private static boolean compress(Deflater deflater, DeflateJob job, JobOutput output) {
    boolean gzip = job.format() == Format.GZIP;
    byte[] out =
        new byte[(int) Math.min(PIECE_BYTES, DeflateJob.outputBound(job.input().byteSize()))];
    if (gzip && !output.append(Gzip.HEADER, 0, Gzip.HEADER.length)) {
      return false;
    }
    if (job.history().byteSize() > 0) {
      deflater.setDictionary(job.history().toArray(ValueLayout.JAVA_BYTE));
    }
    if (job.strategy() != Deflater.DEFAULT_STRATEGY) {
      // The JDK's next call after a change of parameters does nothing but change them: better
      // before there is anything to flush.
      deflater.setStrategy(job.strategy());
      deflater.deflate(out, 0, out.length);
    }
    CRC32 crc = new CRC32();
    InputSlices slices = new InputSlices(job.input());
    do {
      ByteBuffer slice = slices.next();
      if (gzip) {
        crc.update(slice.duplicate());
      }
      deflater.setInput(slice);
      boolean last = !slices.hasMore();
      if (last && job.ending() != Ending.PIECE) {
        deflater.finish();
      }
      int flush = last && job.ending() == Ending.PIECE ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
      int produced;
      do {
        produced = deflater.deflate(out, 0, out.length, flush);
        if (!output.append(out, 0, produced)) {
          return false;
        }
        // A full buffer says that there may be more; zlib asks for the same call again until one
        // comes back with room.
      } while (produced == out.length && !deflater.finished());
    } while (slices.hasMore());
    if (job.ending() != Ending.PIECE && !deflater.finished()) {
      throw new IllegalStateException("deflater stopped before the end of " + job);
    }
    return !gzip
        || output.append(
            Gzip.trailer(crc.getValue(), job.input().byteSize()), 0, Gzip.TRAILER_BYTES);
  }

  /** Frees what idle codecs hold; jobs may still come, and keep nothing. */
  public void close() {
    libraries.close();
    idle.close();
  }
}
