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
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * What one generation of queues has to answer before it gets real work, for each operation that the
 * device claims; sysfs does not say which modes it has (uacce.md 4.2). An operation whose answer is
 * wrong is not offered while the generation lives. One that is answered with an error is not
 * offered for a while and then asked again: the device may lack the mode, or may have been in
 * trouble when it was asked, and nothing tells which.
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

  /** Answered with an error. */
  private static final int ERROR = 4;

  /** After the first error; twice as long after each further one. */
  static final long FIRST_PAUSE_NS = 1_000_000_000;

  /** A device that lacks a mode costs one caller a question about once a minute. */
  static final long LONGEST_PAUSE_NS = 64 * FIRST_PAUSE_NS;

  /** Who wants to know. Called by whoever proves, on any thread. */
  interface Findings {
    /** Not the known answer; {@code outcome} is {@code DONE} where the device claimed success. */
    void wrong(Operation operation, Outcome outcome);

    /** An error instead of an answer, the first one of this operation on these queues. */
    void error(Operation operation);

    void rightAfterErrors(Operation operation);
  }

  private final Device device;
  private final BiFunction<Job, JobResult, Outcome> runner;
  private final Findings findings;
  private final LongSupplier nanoClock;
  private final AtomicIntegerArray verdicts = new AtomicIntegerArray(Operation.values().length);

  /* Where the verdict is ERROR: written by who proves, before the verdict. */
  private final AtomicLongArray askAgainNs = new AtomicLongArray(Operation.values().length);
  private final AtomicLongArray pauseNs = new AtomicLongArray(Operation.values().length);

  /**
   * @param runner executes a job on the queues that are to be proven
   * @param findings is told what was not right at once
   */
  KnownAnswers(
      Device device,
      BiFunction<Job, JobResult, Outcome> runner,
      Findings findings,
      LongSupplier nanoClock) {
    this.device = device;
    this.runner = runner;
    this.findings = findings;
    this.nanoClock = nanoClock;
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

  /** Whether it is of no use to {@link #prove} it now. */
  boolean isWrong(Operation operation) {
    int index = operation.ordinal();
    int verdict = verdicts.get(index);
    return verdict == WRONG || (verdict == ERROR && !isDue(index));
  }

  private boolean isDue(int index) {
    return nanoClock.getAsLong() - askAgainNs.get(index) >= 0;
  }

  /**
   * Proves an operation that the device claims, unless that has been done.
   *
   * @return {@code DONE} when it is right, {@code UNSUPPORTED} when it is wrong or an error; else
   *     what kept these queues from an answer, and the question stays open
   */
  Outcome prove(Operation operation) {
    int index = operation.ordinal();
    int before = verdicts.get(index);
    boolean open = before == NOTHING || (before == ERROR && isDue(index));
    if (!open || !verdicts.compareAndSet(index, before, BEING_PROVEN)) {
      return switch (verdicts.get(index)) {
        case RIGHT -> Outcome.Done.DONE;
        case WRONG, ERROR -> Outcome.Faulted.UNSUPPORTED;
        default -> Outcome.Busy.BUSY;
      };
    }
    int verdict = before;
    try {
      Outcome outcome = ask(operation);
      if (outcome == Outcome.Done.DONE) {
        verdict = RIGHT;
        if (before == ERROR) {
          findings.rightAfterErrors(operation);
        }
      } else if (outcome == Outcome.Faulted.UNSUPPORTED) {
        verdict = WRONG;
      } else if (outcome == Outcome.Faulted.DEVICE_ERROR) {
        verdict = ERROR;
        pause(operation);
        return Outcome.Faulted.UNSUPPORTED;
      }
      return outcome;
    } finally {
      verdicts.set(index, verdict);
    }
  }

  private void pause(Operation operation) {
    int index = operation.ordinal();
    long last = pauseNs.get(index);
    if (last == 0) {
      findings.error(operation);
    }
    long pause = Math.clamp(2 * last, FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    pauseNs.set(index, pause);
    askAgainNs.set(index, nanoClock.getAsLong() + pause);
  }

  /**
   * @return {@code DONE}, {@code UNSUPPORTED} for a wrong answer, {@code DEVICE_ERROR} for an
   *     error, or what kept the queues from an answer
   */
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
      if (outcome == Outcome.Faulted.DEVICE_ERROR) {
        return outcome;
      }
      if (!answer.isRight(outcome, result)) {
        findings.wrong(operation, outcome);
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
