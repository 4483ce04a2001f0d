package dev.doorbell.fallback.zstd;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.lang.foreign.MemorySegment;

/** Compresses and decompresses whole frames. Any thread. */
public final class ZstdEngine {
  private static final class Library {
    static final Throwable WHY_NOT = load();

    private static Throwable load() {
      try {
        Native.load();
        return null;
      } catch (LinkageError | RuntimeException absent) {
        return absent;
      }
    }
  }

  // Beyond it a context holds tables and windows of up to hundreds of MB, which it would keep.
  private static final long KEEP_BYTES = 1 << 20;

  private final IdlePool<ZstdSession> idle =
      new IdlePool<>(IdlePool.usualCapacity(), ZstdSession::end);

  public ZstdEngine() {}

  /** Whether zstd-jni's native library can be used here; loads it. */
  public static boolean available() {
    return Library.WHY_NOT == null;
  }

  /** {@link Outcome.Faulted#UNSUPPORTED} without the native library. */
  public Outcome run(ZstdJob job, JobResult result) {
    if (!available()) {
      return Outcome.Faulted.UNSUPPORTED;
    }
    ZstdSession session = idle.take(0);
    if (session == null) {
      session = new ZstdSession();
    }
    boolean reusable = false;
    try {
      JobOutput output = JobOutput.staged(job.output());
      Outcome outcome =
          job.direction() == Direction.ENCRYPT
              ? compress(session, job, output, result)
              : decompress(session, job.input(), output, result);
      if (outcome == Outcome.Done.DONE) {
        output.commit();
      }
      reusable = job.input().byteSize() <= KEEP_BYTES && output.sizeBytes() <= KEEP_BYTES;
      return outcome;
    } catch (ZstdException e) {
      if (code(e) == Zstd.errMemoryAllocation()) {
        throw new OutOfMemoryError("zstd: no native memory for " + job);
      }
      throw new IllegalStateException("zstd refused " + job, e);
    } finally {
      if (reusable) {
        idle.give(0, session);
      } else {
        session.end();
      }
    }
  }

  private static Outcome compress(
      ZstdSession session, ZstdJob job, JobOutput output, JobResult result) {
    MemorySegment input = job.input();
    ZstdCompressCtx context = session.compressor();
    context.setLevel(job.level());
    context.setPledgedSrcSize(input.byteSize());
    long position = 0;
    boolean finished;
    do {
      position += session.refill(input, position);
      EndDirective directive =
          position == input.byteSize() ? EndDirective.END : EndDirective.CONTINUE;
      do {
        session.out.clear();
        finished = context.compressDirectByteBufferStream(session.out, session.in, directive);
        if (!output.append(session.produced())) {
          return Outcome.Rejected.OUTPUT_TOO_SMALL;
        }
      } while (session.in.hasRemaining() || (directive == EndDirective.END && !finished));
    } while (position < input.byteSize());
    result.set(position, output.sizeBytes());
    return Outcome.Done.DONE;
  }

  private static Outcome decompress(
      ZstdSession session, MemorySegment input, JobOutput output, JobResult result) {
    ZstdDecompressCtx context = session.decompressor();
    session.in.clear().limit(0);
    long position = 0;
    boolean finished = false;
    while (!finished) {
      if (!session.in.hasRemaining()) {
        position += session.refill(input, position);
      }
      session.out.clear();
      try {
        finished = context.decompressDirectByteBufferStream(session.out, session.in);
      } catch (ZstdException e) {
        if (code(e) == Zstd.errMemoryAllocation()) {
          throw e;
        }
        return code(e) == Zstd.errDictionaryWrong()
            ? Outcome.Rejected.NEEDS_DICTIONARY
            : Outcome.Rejected.MALFORMED;
      }
      boolean full = !session.out.hasRemaining();
      if (!output.append(session.produced())) {
        return Outcome.Rejected.OUTPUT_TOO_SMALL;
      }
      if (!finished && !full && !session.in.hasRemaining() && position == input.byteSize()) {
        return Outcome.Rejected.INPUT_INCOMPLETE;
      }
    }
    result.set(position - session.in.remaining(), output.sizeBytes());
    return Outcome.Done.DONE;
  }

  // zstd-jni's stream methods give it negative, its other methods positive.
  private static long code(ZstdException e) {
    return Math.abs(e.getErrorCode());
  }

  /** Frees what idle sessions hold; jobs may still come, and keep nothing. */
  public void close() {
    idle.close();
  }
}
