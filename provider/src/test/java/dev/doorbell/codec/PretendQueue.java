package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * An engine that takes deflate and inflate jobs as a queue does, computes with the JDK on copies,
 * and gives no answer in a part of the cases. Kinds of compressors differ as devices do: one
 * ignores the history, one ends pieces with a marker, one makes everything larger.
 */
final class PretendQueue implements Engine {
  private final Random random;
  private final int faultsPerCent;
  final AtomicInteger done = new AtomicInteger();
  final AtomicInteger deflated = new AtomicInteger();
  final AtomicInteger inflated = new AtomicInteger();
  volatile EngineStatus status = EngineStatus.ALWAYS_READY;
  volatile boolean expands;
  volatile boolean ignoresHistory;
  volatile boolean spoilsResults;

  /** As the settings of these names. */
  String library = "jdk";

  int parallelism = 1;

  PretendQueue(long seed, int faultsPerCent) {
    random = new Random(seed);
    this.faultsPerCent = faultsPerCent;
  }

  static PretendQueue reliable() {
    return new PretendQueue(0, 0);
  }

  Offload offload(int minBytes) {
    return offload(minBytes, 16 << 10);
  }

  Offload offload(int minBytes, int pieceBytes) {
    OffloadConfig config =
        OffloadConfig.of(
            Map.of(
                "doorbell.devices",
                "none",
                "doorbell.route.min.bytes",
                "" + minBytes,
                "doorbell.codec.piece.bytes",
                "" + pieceBytes,
                "doorbell.codec.library",
                library,
                "doorbell.codec.parallelism",
                "" + parallelism));
    return Offload.withEngines(config, List.of(this));
  }

  static Offload noQueue() {
    return Offload.withEngines(
        OffloadConfig.of(Map.of("doorbell.devices", "none", "doorbell.codec.library", "jdk")),
        List.of());
  }

  @Override
  public String name() {
    return "pretend";
  }

  @Override
  public Capability capability(Operation operation) {
    return switch (operation.family()) {
      case DEFLATE, INFLATE -> new Capability(operation, 1, 8 << 20);
      default -> null;
    };
  }

  @Override
  public EngineStatus status() {
    return status;
  }

  @Override
  public synchronized Outcome execute(Job job, JobResult result) {
    if (random.nextInt(100) < faultsPerCent) {
      Outcome[] none = {
        Outcome.Busy.BUSY,
        Outcome.Evicted.RESET,
        Outcome.Evicted.TIMEOUT,
        Outcome.Faulted.DEVICE_ERROR,
        Outcome.Faulted.UNSUPPORTED
      };
      return none[random.nextInt(none.length)];
    }
    Outcome outcome =
        switch (job) {
          case DeflateJob deflate -> deflate(deflate, result);
          case InflateJob inflate -> inflate(inflate, result);
          default -> Outcome.Faulted.UNSUPPORTED;
        };
    if (outcome == Outcome.Done.DONE) {
      done.incrementAndGet();
    }
    return outcome;
  }

  private Outcome deflate(DeflateJob job, JobResult result) {
    deflated.incrementAndGet();
    byte[] input = job.input().toArray(ValueLayout.JAVA_BYTE);
    try (Deflater deflater = new Deflater(expands ? 0 : 1, job.format() == Format.RAW)) {
      if (job.history().byteSize() > 0 && !ignoresHistory) {
        deflater.setDictionary(job.history().toArray(ValueLayout.JAVA_BYTE));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buf = new byte[1000];
      if (expands) {
        // As many stored blocks as the bound for engines still allows.
        for (int i = 0; i + 64 < input.length; i += 64) {
          deflater.setInput(input, i, 64);
          drain(deflater, out, buf, Deflater.SYNC_FLUSH);
          input = Arrays.copyOfRange(input, 64, input.length);
          i = -64;
        }
      }
      deflater.setInput(input);
      if (job.ending() == DeflateJob.Ending.PIECE) {
        drain(deflater, out, buf, Deflater.SYNC_FLUSH);
      } else {
        deflater.finish();
        drain(deflater, out, buf, Deflater.NO_FLUSH);
      }
      return put(out.toByteArray(), job, job.input().byteSize(), result);
    }
  }

  private static void drain(Deflater deflater, ByteArrayOutputStream out, byte[] buf, int flush) {
    int n;
    while ((n = deflater.deflate(buf, 0, buf.length, flush)) > 0) {
      out.write(buf, 0, n);
      if (n < buf.length) {
        break;
      }
    }
  }

  private static Outcome put(byte[] bytes, Job job, long consumed, JobResult result) {
    if (bytes.length > job.output().byteSize()) {
      return Outcome.Rejected.OUTPUT_TOO_SMALL;
    }
    MemorySegment.copy(bytes, 0, job.output(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    result.set(consumed, bytes.length);
    return Outcome.Done.DONE;
  }

  private Outcome inflate(InflateJob job, JobResult result) {
    inflated.incrementAndGet();
    try (Inflater inflater = new Inflater(job.format() == Format.RAW)) {
      inflater.setInput(job.input().toArray(ValueLayout.JAVA_BYTE));
      byte[] out = new byte[(int) job.output().byteSize()];
      int n = 0;
      while (!inflater.finished()) {
        int got = inflater.inflate(out, n, out.length - n);
        n += got;
        if (inflater.needsDictionary()) {
          return Outcome.Rejected.NEEDS_DICTIONARY;
        }
        if (got == 0 && !inflater.finished()) {
          return n == out.length
              ? Outcome.Rejected.OUTPUT_TOO_SMALL
              : Outcome.Rejected.INPUT_INCOMPLETE;
        }
      }
      if (spoilsResults && n > 0) {
        out[n / 2] ^= 1;
      }
      return put(Arrays.copyOf(out, n), job, inflater.getBytesRead(), result);
    } catch (DataFormatException e) {
      return Outcome.Rejected.MALFORMED;
    }
  }
}
