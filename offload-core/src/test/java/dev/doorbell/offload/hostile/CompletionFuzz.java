package dev.doorbell.offload.hostile;

import dev.doorbell.offload.binding.BindingStats;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.dispatch.Dispatcher;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.route.RoutePolicy;
import dev.doorbell.offload.route.Router;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A device that does its jobs and then writes what it likes over rings and status words, before the
 * caller looks. Whatever it was, the caller gets the right bytes, nothing else in memory changes,
 * and no slot or slab is lost.
 */
public final class CompletionFuzz {
  private static final int MOST_JOBS = 6;
  private static final int SLOT_BYTES = 128;
  private static final int ENTRY_BYTES = 16;
  private static final int[] TELLING = {
    0, 1, -1, 0x7FFF_FFFF, 0x8000_0000, 0x13, 0x0D, 0x0E, 0x10, 0x113, 200, 4096, 8 << 20
  };
  private static final HostileRig[] RIGS = new HostileRig[4];

  private CompletionFuzz() {}

  /** For fuzzers. */
  public static void fuzzerTestOneInput(byte[] data) {
    Script script = new Script(data);
    int kind = script.below(RIGS.length);
    HostileRig rig = rig(kind);
    rig.recover();
    OracleEngine software = new OracleEngine();
    Dispatcher dispatcher =
        new Dispatcher(
            new Router(software, List.of(rig.engine), new RoutePolicy(0, Map.of(), Set.of())));
    for (int i = 0; i < MOST_JOBS && !script.isOver(); i++) {
      run(rig, dispatcher, software, kind, script);
    }
    // Nothing lost: an ordinary job runs on the device, once it is back.
    // A completion written in advance may still lie in the ring and cost the queue.
    int honestRuns = 0;
    while (!runsHonestly(rig, kind)) {
      check(++honestRuns < 3, "the device is lost");
    }
    check(rig.lentBytes() == 0, "a slab is missing: " + rig.lentBytes());
    check(rig.canariesLive(), "memory of others was written");
  }

  private static boolean runsHonestly(HostileRig rig, int kind) {
    rig.recover();
    GuardedJob job = job(kind, 0, 100);
    JobResult result = new JobResult();
    Outcome outcome = rig.engine.execute(job.job(), result);
    check(
        outcome == Outcome.Done.DONE
            ? job.isRight(result.produced())
            : outcome instanceof Outcome.Evicted,
        "from an honest device: " + outcome);
    return outcome == Outcome.Done.DONE;
  }

  private static void run(
      HostileRig rig, Dispatcher dispatcher, OracleEngine software, int kind, Script script) {
    GuardedJob job = job(kind, script.next(), script.next() * 8);
    software.present = job;
    rig.next(rings -> scribble(rings, script));
    JobResult result = new JobResult();
    Outcome outcome = dispatcher.execute(job.job(), result);
    BindingStats stats = rig.engine.binding().stats();
    if (outcome == Outcome.Done.DONE) {
      check(
          !job.isVerifiable() || job.isRight(result.produced()),
          "wrong bytes for " + job.job() + ", " + stats);
      check(job.isUntouchedBehind(result.produced()), "bytes beside the output changed");
    } else {
      // The one word of a device that costs nothing but another attempt, and is believed.
      check(
          outcome == Outcome.Rejected.OUTPUT_TOO_SMALL && job.job() instanceof InflateJob,
          "answered " + outcome);
      check(job.isUntouchedBehind(0), "the output changed without a result");
    }
    check(
        rig.lentBytes() == stats.quarantinedBytes(),
        "lent " + rig.lentBytes() + ", quarantined " + stats.quarantinedBytes());
    check(
        stats.quarantinedBytes() > 0 || rig.device.step().isEmpty(),
        "the job's memory was given back, and the device still works on it");
    if (script.next() % 2 == 0) {
      rig.recover();
    }
    if (script.next() % 2 == 0) {
      rig.now(rings -> scribble(rings, script));
    }
  }

  private static HostileRig rig(int kind) {
    if (RIGS[kind] == null) {
      RIGS[kind] =
          new HostileRig(
              TwinDeviceSpec.of(kind < 2 ? "hisi_zip" : "hisi_sec2", kind % 2 == 0 ? 3 : 2));
    }
    return RIGS[kind];
  }

  static synchronized void close() {
    for (int i = 0; i < RIGS.length; i++) {
      if (RIGS[i] != null) {
        RIGS[i].close();
        RIGS[i] = null;
      }
    }
  }

  private static GuardedJob job(int device, int kind, int size) {
    SplittableRandom random = new SplittableRandom(size * 31L + kind);
    if (device >= 2) {
      return switch (kind % 3) {
        case 0 -> GuardedJob.cbc(random, size);
        case 1 -> GuardedJob.gcm(random, size, Direction.ENCRYPT);
        default -> GuardedJob.gcm(random, size, Direction.DECRYPT);
      };
    }
    return switch (kind % 5) {
      case 0 -> GuardedJob.inflate(random, size, Format.ZLIB);
      case 1 -> GuardedJob.inflate(random, size, Format.GZIP);
      case 2 -> GuardedJob.deflate(random, size, Format.ZLIB, Ending.WHOLE);
      case 3 -> GuardedJob.deflate(random, size, Format.GZIP, Ending.WHOLE);
      default -> GuardedJob.deflate(random, size, Format.RAW, Ending.PIECE);
    };
  }

  /** Up to three writes: a field of the completion, of the descriptor, a status word, anything. */
  private static void scribble(InterposedCalls.Rings rings, Script script) {
    MemorySegment m = rings.region;
    int depth = HostileRig.DEPTH;
    int last = (rings.completions - 1) % depth;
    long slot = (long) SLOT_BYTES * last;
    long entries = (long) SLOT_BYTES * depth;
    long entry = entries + (long) ENTRY_BYTES * last;
    for (int n = script.below(4); n > 0; n--) {
      switch (script.below(10)) {
        case 0 -> m.set(ValueLayout.JAVA_SHORT, entry + 8, (short) script.below(1 << 16));
        case 1 -> m.set(ValueLayout.JAVA_SHORT, entry + 8, (short) script.below(depth + 2));
        case 2 -> m.set(ValueLayout.JAVA_SHORT, entry + 14, (short) script.next());
        case 3 ->
            m.set(ValueLayout.JAVA_BYTE, slot + script.below(SLOT_BYTES), (byte) script.next());
        case 4 ->
            m.set(
                ValueLayout.JAVA_INT,
                slot + 4 * script.below(4),
                TELLING[script.below(TELLING.length)]);
        case 5 -> {
          long at = slot + 4 * script.below(32);
          m.set(ValueLayout.JAVA_INT, at, m.get(ValueLayout.JAVA_INT, at) + script.next() - 128);
        }
        // Once more in the entry behind: for the same slot, or for one that is yet to be filled.
        case 6 -> {
          long behind = entries + (long) ENTRY_BYTES * (rings.completions % depth);
          MemorySegment.copy(m, entry, m, behind, ENTRY_BYTES);
          m.set(ValueLayout.JAVA_SHORT, behind + 8, (short) ((last + script.below(3)) % depth));
        }
        // As if it belonged to the job before, or after.
        case 7 ->
            m.set(
                ValueLayout.JAVA_SHORT, entry + 8, (short) ((last + 1 + script.below(7)) % depth));
        case 8 ->
            m.set(ValueLayout.JAVA_INT, m.byteSize() - 8 + 4 * script.below(2), script.next());
        default ->
            m.set(
                ValueLayout.JAVA_BYTE,
                script.below((int) entries + ENTRY_BYTES * depth),
                (byte) script.next());
      }
    }
  }

  /** Software that knows the right bytes beforehand, because the JDK made them. */
  private static final class OracleEngine implements Engine {
    private GuardedJob present;

    @Override
    public String name() {
      return "software";
    }

    @Override
    public Capability capability(Operation operation) {
      return new Capability(operation, 0, Long.MAX_VALUE);
    }

    @Override
    public EngineStatus status() {
      return EngineStatus.ALWAYS_READY;
    }

    @Override
    public Outcome execute(Job job, JobResult result) {
      check(job == present.job(), "another job than the caller's");
      check(present.isUntouchedBehind(0), "the replay finds its output changed");
      MemorySegment.copy(
          MemorySegment.ofArray(present.jdk()), 0, job.output(), 0, present.jdk().length);
      result.set(job.inputBytes(), present.jdk().length);
      return Outcome.Done.DONE;
    }
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
