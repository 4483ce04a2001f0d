package dev.doorbell.doctor;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** What is timed: one operation of each kind, over text of a small vocabulary. */
enum BenchCase {
  AES_GCM(Operation.AES_GCM),
  AES_CBC(Operation.AES_CBC),
  SM4_CBC(Operation.SM4_CBC),
  SHA_256(Operation.SHA_256),
  DEFLATE_ZLIB(Operation.DEFLATE_ZLIB),
  INFLATE_ZLIB(Operation.INFLATE_ZLIB);

  private static final int LEVEL = 6;

  private final Operation operation;

  BenchCase(Operation operation) {
    this.operation = operation;
  }

  Operation operation() {
    return operation;
  }

  /** Whether the optional libraries make a difference. */
  boolean hasLibraries() {
    return operation.family() == Operation.Family.DEFLATE;
  }

  /**
   * @param bytes the clear or uncompressed size; what is decompressed is smaller
   * @param software makes the input of the cases that need a made one
   */
  Job job(int bytes, Engine software) {
    MemorySegment clear = MemorySegment.ofArray(text(bytes));
    MemorySegment output = MemorySegment.ofArray(new byte[(int) DeflateJob.outputBound(bytes)]);
    KeyMaterial key = KeyMaterial.copyOf(new byte[16]);
    return switch (this) {
      case AES_GCM ->
          new AeadJob(
              operation,
              Direction.ENCRYPT,
              key,
              new byte[12],
              MemorySegment.ofArray(new byte[0]),
              16,
              clear,
              output);
      case AES_CBC, SM4_CBC ->
          new CipherJob(operation, Direction.ENCRYPT, key, new byte[16], clear, output);
      case SHA_256 -> new DigestJob(operation, clear, output);
      case DEFLATE_ZLIB -> deflate(clear, output);
      case INFLATE_ZLIB -> {
        Job first = deflate(clear, output);
        JobResult result = new JobResult();
        if (software.execute(first, result) != Outcome.Done.DONE) {
          throw new IllegalStateException(first + " failed in software");
        }
        byte[] made = output.asSlice(0, result.produced()).toArray(ValueLayout.JAVA_BYTE);
        yield new InflateJob(Format.ZLIB, MemorySegment.ofArray(made), output);
      }
    };
  }

  private static Job deflate(MemorySegment clear, MemorySegment output) {
    MemorySegment none = MemorySegment.ofArray(new byte[0]);
    return new DeflateJob(Format.ZLIB, LEVEL, 0, none, DeflateJob.Ending.WHOLE, clear, output);
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
}
