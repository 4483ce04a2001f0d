package dev.doorbell.fallback;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.util.Arrays;
import java.util.Random;

/**
 * One caller among many: runs jobs of all kinds there and back, and remembers what went wrong
 * first.
 */
final class MixedJobs implements Runnable {
  private static final int ROUNDS = 30;

  private final Engine engine;
  private final long seed;
  private final JobResult result = new JobResult();
  private volatile String firstError;

  MixedJobs(Engine engine, long seed) {
    this.engine = engine;
    this.seed = seed;
  }

  String firstError() {
    return firstError;
  }

  @Override
  public void run() {
    Random random = new Random(seed);
    try {
      for (int round = 0; round < ROUNDS && firstError == null; round++) {
        byte[] clear = TestBytes.text(16 * (1 + random.nextInt(2000)), random.nextLong());
        byte[] there = new byte[(int) DeflateJob.outputBound(clear.length)];
        int kind = random.nextInt(5);
        KeyMaterial key = KeyMaterial.copyOf(TestBytes.random(16, random.nextLong()));
        int level = random.nextInt(10);
        long length = execute(job(kind, true, key, level, clear, there));
        byte[] back = new byte[clear.length];
        execute(job(kind, false, key, level, Arrays.copyOf(there, (int) length), back));
        if (!Arrays.equals(clear, back)) {
          firstError =
              "seed=" + seed + " round=" + round + " kind=" + kind + ": other bytes came back";
        }
      }
    } catch (RuntimeException | Error e) {
      firstError = "seed=" + seed + ": " + e;
    }
  }

  private long execute(Job job) {
    Outcome outcome = engine.execute(job, result);
    if (outcome != Outcome.Done.DONE) {
      throw new IllegalStateException(outcome + " for " + job);
    }
    return result.produced();
  }

  private static Job job(
      int kind, boolean there, KeyMaterial key, int level, byte[] in, byte[] out) {
    Direction direction = there ? Direction.ENCRYPT : Direction.DECRYPT;
    var input = TestBytes.segment(in);
    var output = TestBytes.segment(out);
    return switch (kind) {
      case 0 -> new CipherJob(Operation.AES_CBC, direction, key, new byte[16], input, output);
      case 1 -> new CipherJob(Operation.SM4_CTR, direction, key, new byte[16], input, output);
      case 2 ->
          new AeadJob(
              Operation.AES_GCM, direction, key, new byte[12], TestBytes.NONE, 16, input, output);
      case 3 ->
          there
              ? new DeflateJob(
                  Format.GZIP, level, 0, TestBytes.NONE, DeflateJob.Ending.WHOLE, input, output)
              : new InflateJob(Format.GZIP, input, output);
      default -> new ZstdJob(direction, level, input, output);
    };
  }
}
