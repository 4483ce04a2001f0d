package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * What one generation of queues has to answer before it gets real work, for each operation that the
 * device claims; sysfs does not say which modes it has (uacce.md 4.2). An operation that fails is
 * not offered while the generation lives.
 *
 * <p>The operations that applications use most are proven before the queues are given to anybody,
 * each other one before its first job: a device has some forty, and a fresh set of queues would be
 * busy for long with what nobody asks it for. Any thread; one at a time proves an operation.
 */
final class KnownAnswers {
  private static final Set<Operation> AT_ONCE =
      EnumSet.of(
          Operation.AES_CBC,
          Operation.AES_CTR,
          Operation.AES_GCM,
          Operation.DEFLATE_RAW,
          Operation.DEFLATE_ZLIB,
          Operation.DEFLATE_GZIP,
          Operation.INFLATE_RAW,
          Operation.INFLATE_ZLIB,
          Operation.INFLATE_GZIP,
          Operation.LZ77_ZSTD);

  /* What is known of an operation. */
  private static final int NOTHING = 0;
  private static final int BEING_PROVEN = 1;
  private static final int RIGHT = 2;
  private static final int WRONG = 3;

  private final Device device;
  private final BiFunction<Job, JobResult, Outcome> runner;
  private final BiConsumer<Operation, Outcome> whenWrong;
  private final AtomicIntegerArray verdicts = new AtomicIntegerArray(Operation.values().length);

  /**
   * @param runner executes a job on the queues that are to be proven
   * @param whenWrong is told of each operation whose answer is wrong, and what came of its job
   */
  KnownAnswers(
      Device device,
      BiFunction<Job, JobResult, Outcome> runner,
      BiConsumer<Operation, Outcome> whenWrong) {
    this.device = device;
    this.runner = runner;
    this.whenWrong = whenWrong;
  }

  /** The operations that were proven and gave the right answers: at least one, or none of all. */
  Set<Operation> runFirst() {
    Set<Operation> right = EnumSet.noneOf(Operation.class);
    for (Operation operation : AT_ONCE) {
      if (device.capability(operation) != null && prove(operation) == Outcome.Done.DONE) {
        right.add(operation);
      }
    }
    for (Operation operation : Operation.values()) {
      // A device that has none of the usual ones shows that it works with another one.
      if (right.isEmpty()
          && device.capability(operation) != null
          && prove(operation) == Outcome.Done.DONE) {
        right.add(operation);
      }
    }
    return right;
  }

  boolean isRight(Operation operation) {
    return verdicts.get(operation.ordinal()) == RIGHT;
  }

  boolean isWrong(Operation operation) {
    return verdicts.get(operation.ordinal()) == WRONG;
  }

  /**
   * Proves an operation that the device claims, unless that has been done.
   *
   * @return {@code DONE} when it is right, {@code UNSUPPORTED} when it is wrong; else what kept
   *     these queues from an answer, and the question stays open
   */
  Outcome prove(Operation operation) {
    int index = operation.ordinal();
    if (!verdicts.compareAndSet(index, NOTHING, BEING_PROVEN)) {
      return switch (verdicts.get(index)) {
        case RIGHT -> Outcome.Done.DONE;
        case WRONG -> Outcome.Faulted.UNSUPPORTED;
        default -> Outcome.Busy.BUSY;
      };
    }
    int verdict = NOTHING;
    try {
      Outcome outcome = ask(operation);
      if (outcome == Outcome.Done.DONE) {
        verdict = RIGHT;
      } else if (outcome == Outcome.Faulted.UNSUPPORTED) {
        verdict = WRONG;
      }
      return outcome;
    } finally {
      verdicts.set(index, verdict);
    }
  }

  private Outcome ask(Operation operation) {
    List<KnownAnswer> answers = of(operation);
    Capability capability = device.capability(operation);
    boolean asked = false;
    for (KnownAnswer answer : answers) {
      if (capability == null || !capability.fits(answer.job().inputBytes())) {
        continue; // Empty messages are not for every version.
      }
      asked = true;
      JobResult result = new JobResult();
      Outcome outcome = runner.apply(answer.job(), result);
      if (outcome instanceof Outcome.Busy || outcome instanceof Outcome.Evicted) {
        return outcome;
      }
      if (!answer.isRight(outcome, result)) {
        whenWrong.accept(operation, outcome);
        return Outcome.Faulted.UNSUPPORTED;
      }
    }
    return asked ? Outcome.Done.DONE : Outcome.Faulted.UNSUPPORTED;
  }

  /**
   * The questions: one at least for each direction and key size, and for each other choice between
   * descriptors that a job of the operation makes.
   */
  static List<KnownAnswer> of(Operation operation) {
    return switch (operation.family()) {
      case CIPHER -> CipherVectors.of(operation);
      case AEAD -> AeadVectors.of(operation);
      case DIGEST, MAC -> HashVectors.of(operation);
      case DEFLATE, INFLATE, ZSTD, LZ77 -> CodecAnswers.of(operation);
    };
  }
}
