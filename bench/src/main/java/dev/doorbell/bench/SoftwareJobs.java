package dev.doorbell.bench;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineProvider;
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
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a job costs in software, by operation and size: the time that a queue has to beat, from
 * which the router's thresholds follow. Decryption and decompression get what the same engine made
 * of the input; the input is text of a small vocabulary.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SoftwareJobs {
  /** What is done, and which way. */
  public enum Work {
    AES_CBC_ENCRYPT,
    AES_CBC_DECRYPT,
    AES_CTR,
    AES_GCM_ENCRYPT,
    AES_GCM_DECRYPT,
    SM4_CBC_ENCRYPT,
    DEFLATE_ZLIB,
    INFLATE_ZLIB,
    ZSTD_COMPRESS,
    ZSTD_DECOMPRESS
  }

  @Param public Work work;

  @Param({"1024", "16384", "1048576"})
  public int bytes;

  private final JobResult result = new JobResult();
  private Engine engine;
  private Job job;

  public SoftwareJobs() {}

  @Setup
  public void prepare() {
    engine = ServiceLoader.load(EngineProvider.class).findFirst().orElseThrow().softwareEngine();
    byte[] clear = text(bytes);
    job =
        switch (work) {
          case AES_CBC_ENCRYPT -> cipher(Operation.AES_CBC, Direction.ENCRYPT, clear);
          case AES_CBC_DECRYPT -> cipher(Operation.AES_CBC, Direction.DECRYPT, clear);
          case AES_CTR -> cipher(Operation.AES_CTR, Direction.ENCRYPT, clear);
          case AES_GCM_ENCRYPT -> gcm(Direction.ENCRYPT, clear);
          case AES_GCM_DECRYPT -> gcm(Direction.DECRYPT, made(gcm(Direction.ENCRYPT, clear)));
          case SM4_CBC_ENCRYPT -> cipher(Operation.SM4_CBC, Direction.ENCRYPT, clear);
          case DEFLATE_ZLIB -> deflate(clear);
          case INFLATE_ZLIB ->
              new InflateJob(Format.ZLIB, MemorySegment.ofArray(made(deflate(clear))), room());
          case ZSTD_COMPRESS ->
              new ZstdJob(Direction.ENCRYPT, 3, MemorySegment.ofArray(clear), room());
          case ZSTD_DECOMPRESS ->
              new ZstdJob(
                  Direction.DECRYPT,
                  3,
                  MemorySegment.ofArray(
                      made(
                          new ZstdJob(Direction.ENCRYPT, 3, MemorySegment.ofArray(clear), room()))),
                  room());
        };
  }

  private MemorySegment room() {
    return MemorySegment.ofArray(new byte[(int) DeflateJob.outputBound(bytes)]);
  }

  private static KeyMaterial key() {
    return KeyMaterial.copyOf(new byte[16]);
  }

  private Job cipher(Operation operation, Direction direction, byte[] input) {
    return new CipherJob(
        operation, direction, key(), new byte[16], MemorySegment.ofArray(input), room());
  }

  private Job gcm(Direction direction, byte[] input) {
    MemorySegment aad = MemorySegment.ofArray(new byte[13]);
    return new AeadJob(
        Operation.AES_GCM,
        direction,
        key(),
        new byte[12],
        aad,
        16,
        MemorySegment.ofArray(input),
        room());
  }

  private Job deflate(byte[] input) {
    MemorySegment none = MemorySegment.ofArray(new byte[0]);
    return new DeflateJob(
        Format.ZLIB, 6, 0, none, DeflateJob.Ending.WHOLE, MemorySegment.ofArray(input), room());
  }

  private byte[] made(Job first) {
    if (engine.execute(first, result) != Outcome.Done.DONE) {
      throw new IllegalStateException(first + " failed");
    }
    return first.output().asSlice(0, result.produced()).toArray(ValueLayout.JAVA_BYTE);
  }

  private static byte[] text(int length) {
    Random random = new Random(1);
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int word = random.nextInt(300);
      for (int i = 0; i <= 2 + word % 9 && at < length; i++) {
        bytes[at++] = (byte) ('a' + (word * 31 + i * i * 7) % 26);
      }
    }
    return bytes;
  }

  @Benchmark
  public Outcome run() {
    return engine.execute(job, result);
  }
}
