package dev.doorbell.offload.dispatch;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.AeadJob;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DigestJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.job.ZstdJob;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One job that is done twice: by a queue, into memory of this object's own, and by software, into
 * the caller's buffer. The caller's input is still whole for the second time, also where input and
 * output are the same memory.
 *
 * <p>What the two have to agree on follows from the operation. Ciphers and decompression have one
 * right answer: sizes and bytes. Compression, the search for matches included, has many: software
 * reads what the queue wrote, and has to find the input there; the queue's bytes are then the
 * answer.
 *
 * <p>Of one call; wiped when it ends, because the result may be plaintext.
 */
final class Sample implements AutoCloseable {
  /** What a queue can produce fits a staging slab; more room for the copy would be for nothing. */
  private static final long MOST_BYTES = 64 << 20;

  private final Job job;
  private final Engine software;
  private final MemorySegment copy;
  private @Nullable String difference;

  Sample(Job job, Engine software) {
    this.job = job;
    this.software = software;
    copy = MemorySegment.ofArray(new byte[(int) Math.min(job.output().byteSize(), MOST_BYTES)]);
  }

  /** The same job with this object's memory for its output. */
  Job onQueue() {
    return switch (job) {
      case CipherJob j ->
          new CipherJob(j.operation(), j.direction(), j.key(), j.iv(), j.input(), copy);
      case AeadJob j ->
          new AeadJob(
              j.operation(),
              j.direction(),
              j.key(),
              j.iv(),
              j.aad(),
              j.tagBytes(),
              j.input(),
              copy);
      case DigestJob j -> new DigestJob(j.operation(), j.input(), copy);
      case MacJob j -> new MacJob(j.operation(), j.key(), j.input(), copy);
      case DeflateJob j ->
          new DeflateJob(
              j.format(), j.level(), j.strategy(), j.history(), j.ending(), j.input(), copy);
      case InflateJob j -> new InflateJob(j.format(), j.input(), copy);
      case ZstdJob j -> new ZstdJob(j.direction(), j.level(), j.input(), copy);
      case Lz77Job j -> new Lz77Job(j.level(), j.input(), copy);
    };
  }

  /**
   * Judges the queue's answer and brings the right one to the caller's buffer.
   *
   * @param answer the queue's outcome, an answer; its output is in this object's memory
   * @param result in: the queue's sizes; out: those of the returned outcome
   * @return the right outcome
   */
  Outcome judge(Outcome answer, JobResult result) {
    boolean compresses =
        job instanceof DeflateJob
            || job instanceof Lz77Job
            || (job instanceof ZstdJob zstd && zstd.direction() == Direction.ENCRYPT);
    return compresses ? judgeCompressed(answer, result) : compare(answer, result);
  }

  /** What was wrong with the queue's answer, without any of its bytes; null where it was right. */
  @Nullable String difference() {
    return difference;
  }

  private Outcome compare(Outcome answer, JobResult result) {
    long consumed = result.consumed();
    long produced = result.produced();
    Outcome right = software.execute(job, result);
    if (answer == Outcome.Done.DONE && right == Outcome.Done.DONE) {
      if (produced != result.produced() || consumed != result.consumed()) {
        differs(
            "consumed " + consumed + " and produced " + produced,
            "consumed " + result.consumed() + " and produced " + result.produced());
      } else {
        long at = MemorySegment.mismatch(copy, 0, produced, job.output(), 0, produced);
        if (at >= 0) {
          differs("another byte at offset " + at + " of " + produced, "the right one");
        }
      }
    } else if (isJudgement(answer) || isJudgement(right)) {
      if (answer instanceof Outcome.Done || right instanceof Outcome.Done) {
        differs(answer.toString(), right.toString());
      }
    }
    return right;
  }

  /** Too little room or too little input may be the engine's own limit; these are not. */
  private static boolean isJudgement(Outcome outcome) {
    return outcome == Outcome.Rejected.BAD_TAG || outcome == Outcome.Rejected.MALFORMED;
  }

  private Outcome judgeCompressed(Outcome answer, JobResult result) {
    if (answer != Outcome.Done.DONE) {
      return answer;
    }
    long produced = result.produced();
    if (new Reader(software).reads(job, copy.asSlice(0, produced))) {
      MemorySegment.copy(copy, 0, job.output(), 0, produced);
      return answer;
    }
    differs("compressed bytes that do not give the input back", "such that do");
    return software.execute(job, result);
  }

  private void differs(String queue, String inSoftware) {
    difference =
        job.operation()
            + " of "
            + job.inputBytes()
            + " bytes: the device answered "
            + queue
            + ", software "
            + inSoftware;
  }

  @Override
  public void close() {
    copy.fill((byte) 0);
  }
}
