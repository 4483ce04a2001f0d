package dev.doorbell.offload.dispatch;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.route.Route;
import dev.doorbell.offload.route.RouteReason;
import dev.doorbell.offload.route.Router;
import dev.doorbell.offload.telemetry.FlightEvents;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.offload.telemetry.JobSpan;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs each job to an answer: on the engine that the {@link Router} names and, where that gives
 * none, once more in software. A replay is the identical job; its input is untouched because no
 * engine writes the output before it answers.
 */
public final class Dispatcher {
  private static final int SOFTWARE = 0;

  private final Router router;
  private final Engine software;
  private final Engine[] queues;
  private final String[] names;
  private final JobCounters counters;

  /** Null where no answer is looked at twice: then it costs each job this comparison. */
  private final @Nullable Sampling sampling;

  private final LongAdder verifiedJobs = new LongAdder();

  public Dispatcher(Router router) {
    this(router, 0);
  }

  /**
   * @param verifyEvery one of so many answered jobs of each queue is done again in software before
   *     the caller gets it; 0: none
   */
  public Dispatcher(Router router, int verifyEvery) {
    this.router = router;
    software = router.softwareEngine();
    queues = router.queueEngines().toArray(Engine[]::new);
    names =
        Stream.concat(Stream.of(software), router.queueEngines().stream())
            .map(Engine::name)
            .toArray(String[]::new);
    counters =
        new JobCounters(
            List.of(names),
            Stream.of(Operation.values()).map(Enum::name).toList(),
            Stream.of(RouteReason.values()).map(Enum::name).toList());
    sampling = verifyEvery == 0 ? null : new Sampling(verifyEvery, queues.length + 1);
  }

  /**
   * The smallest size for which {@link #offer} can ever say yes; {@link Long#MAX_VALUE} where it
   * never does. Constant.
   */
  public long offerFrom(Operation operation) {
    return router.offerFrom(operation);
  }

  /**
   * Whether a queue would take a job of this size now. If not, the caller is expected to run it in
   * its own software session, and it is counted as such.
   */
  public boolean offer(Operation operation, long bytes) {
    Route route = router.decide(operation, bytes, null, turn());
    if (route.engine() != software) {
      return true;
    }
    counters.count(SOFTWARE, operation.ordinal(), route.reason().ordinal(), bytes);
    tellFallback(null, operation, route.reason(), bytes);
    return false;
  }

  /** As {@link #offer}, without counting. */
  public boolean wouldTake(Operation operation, long bytes) {
    return router.decide(operation, bytes, null, turn()).engine() != software;
  }

  /**
   * Runs {@code job} to an answer: {@link Outcome.Done} or {@link Outcome.Rejected}.
   *
   * @param result the sizes, valid after Done
   */
  public Outcome execute(Job job, JobResult result) {
    JobSpan span = JobSpan.begin();
    Operation operation = job.operation();
    long bytes = job.inputBytes();
    Route route = router.decide(operation, bytes, job, turn());
    if (route.engine() == software) {
      tellFallback(null, operation, route.reason(), bytes);
      return inSoftware(span, job, result, route.reason());
    }
    if (sampling != null && sampling.picks(indexOf(route.engine()))) {
      return executeTwice(span, route, job, result);
    }
    Outcome outcome = route.engine().execute(job, result);
    if (outcome == Outcome.Rejected.BAD_TAG && inSoftwareToo(job, result)) {
      // The device was alone with its opinion.
      route.engine().mistrust();
      tellFallback(route.engine(), operation, RouteReason.FAULTED, bytes);
      return account(span, SOFTWARE, job, RouteReason.FAULTED, Outcome.Done.DONE, result);
    }
    if (outcome.isAnswer()) {
      return account(span, indexOf(route.engine()), job, route.reason(), outcome, result);
    }
    return replay(span, route.engine(), outcome, job, result);
  }

  private Outcome replay(
      @Nullable JobSpan span, Engine engine, Outcome outcome, Job job, JobResult result) {
    RouteReason reason = reasonFor(outcome);
    tellFallback(engine, job.operation(), reason, job.inputBytes());
    Outcome second = inSoftware(span, job, result, reason);
    if (outcome == Outcome.Faulted.DEVICE_ERROR && second == Outcome.Done.DONE) {
      engine.mistrust();
    }
    return second;
  }

  /**
   * As {@link #execute}, for a job of the sample: the caller gets the queue's answer only if it is
   * software's, too, and an engine whose answer is not gets no more jobs.
   */
  private Outcome executeTwice(@Nullable JobSpan span, Route route, Job job, JobResult result) {
    Engine engine = route.engine();
    try (Sample sample = new Sample(job, software)) {
      Outcome outcome = engine.execute(sample.onQueue(), result);
      if (!outcome.isAnswer()) {
        return replay(span, engine, outcome, job, result);
      }
      Outcome right = sample.judge(outcome, result);
      verifiedJobs.increment();
      String difference = sample.difference();
      if (difference == null) {
        return account(span, indexOf(engine), job, route.reason(), right, result);
      }
      engine.retire(difference);
      tellFallback(engine, job.operation(), RouteReason.FAULTED, job.inputBytes());
      return account(span, SOFTWARE, job, RouteReason.FAULTED, right, result);
    }
  }

  /**
   * A second opinion on a tag that a device says is wrong. A device that errs here would have sound
   * messages refused, and the caller could not tell it from an attack; wrong tags are rare enough
   * to be checked twice.
   */
  private boolean inSoftwareToo(Job job, JobResult result) {
    return software.execute(job, result) == Outcome.Done.DONE;
  }

  private Outcome inSoftware(
      @Nullable JobSpan span, Job job, JobResult result, RouteReason reason) {
    Outcome outcome = software.execute(job, result);
    RouteReason known =
        reason == RouteReason.FAULTED && outcome instanceof Outcome.Rejected
            ? RouteReason.BAD_INPUT
            : reason;
    account(span, SOFTWARE, job, known, outcome, result);
    if (!outcome.isAnswer()) {
      throw new IllegalStateException("software engine gave no answer: " + outcome + " for " + job);
    }
    return outcome;
  }

  /** Each job comes here once, with the engine that answered it. Returns the outcome. */
  private Outcome account(
      @Nullable JobSpan span,
      int engine,
      Job job,
      RouteReason reason,
      Outcome outcome,
      JobResult result) {
    Operation operation = job.operation();
    counters.count(engine, operation.ordinal(), reason.ordinal(), job.inputBytes());
    if (span != null) {
      span.end(
          names[engine],
          operation.name(),
          reason.name(),
          outcome.toString(),
          job.inputBytes(),
          outcome == Outcome.Done.DONE ? result.produced() : 0);
    }
    return outcome;
  }

  /**
   * Before software begins, so that it comes between what happened to the queue and its return.
   *
   * @param engine the one that had the job, or null: then a rule is no news, a queue's state is
   */
  private static void tellFallback(
      @Nullable Engine engine, Operation operation, RouteReason reason, long bytes) {
    boolean byRule =
        switch (reason) {
          case NO_DEVICE, TOO_SMALL, UNSUPPORTED, DISABLED -> engine == null;
          case PREFERRED, SPILL, EVICTED, QUARANTINED, FAULTED, BAD_INPUT -> false;
        };
    if (!byRule) {
      FlightEvents.fallback(
          engine == null ? null : engine.name(), operation.name(), reason.name(), bytes);
    }
  }

  private static RouteReason reasonFor(Outcome noAnswer) {
    return switch (noAnswer) {
      case Outcome.Busy busy ->
          busy == Outcome.Busy.QUARANTINE_FULL ? RouteReason.QUARANTINED : RouteReason.SPILL;
      case Outcome.Evicted evicted -> RouteReason.EVICTED;
      case Outcome.Faulted faulted ->
          faulted == Outcome.Faulted.UNSUPPORTED ? RouteReason.UNSUPPORTED : RouteReason.FAULTED;
      case Outcome.Done done -> RouteReason.PREFERRED;
      case Outcome.Rejected rejected -> RouteReason.PREFERRED;
    };
  }

  private int indexOf(Engine engine) {
    for (int i = 0; i < queues.length; i++) {
      if (queues[i] == engine) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("engine=" + engine.name() + ", not one of the router's");
  }

  /**
   * Any number that differs between threads spreads them over devices and keeps each where its
   * caches are warm.
   */
  private static int turn() {
    return (int) Thread.currentThread().threadId();
  }

  /** Answers of queues that were looked at twice so far. */
  public long verifiedJobs() {
    return verifiedJobs.sum();
  }

  public JobCounters counters() {
    return counters;
  }
}
