package dev.doorbell.offload.dispatch;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.route.Route;
import dev.doorbell.offload.route.RouteReason;
import dev.doorbell.offload.route.Router;
import dev.doorbell.offload.telemetry.JobCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
  private final JobCounters counters;

  public Dispatcher(Router router) {
    this.router = router;
    software = router.softwareEngine();
    queues = router.queueEngines().toArray(Engine[]::new);
    List<String> names = new ArrayList<>();
    names.add(software.name());
    router.queueEngines().forEach(engine -> names.add(engine.name()));
    counters =
        new JobCounters(
            names,
            Stream.of(Operation.values()).map(Enum::name).toList(),
            Stream.of(RouteReason.values()).map(Enum::name).toList());
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
    Operation operation = job.operation();
    long bytes = job.inputBytes();
    Route route = router.decide(operation, bytes, job, turn());
    if (route.engine() == software) {
      return inSoftware(job, result, route.reason());
    }
    Outcome outcome = route.engine().execute(job, result);
    if (outcome.isAnswer()) {
      counters.count(indexOf(route.engine()), operation.ordinal(), route.reason().ordinal(), bytes);
      return outcome;
    }
    Outcome second = inSoftware(job, result, reasonFor(outcome));
    if (outcome == Outcome.Faulted.DEVICE_ERROR && second == Outcome.Done.DONE) {
      route.engine().mistrust();
    }
    return second;
  }

  private Outcome inSoftware(Job job, JobResult result, RouteReason reason) {
    Outcome outcome = software.execute(job, result);
    RouteReason known =
        reason == RouteReason.FAULTED && outcome instanceof Outcome.Rejected
            ? RouteReason.BAD_INPUT
            : reason;
    counters.count(SOFTWARE, job.operation().ordinal(), known.ordinal(), job.inputBytes());
    if (!outcome.isAnswer()) {
      throw new IllegalStateException("software engine gave no answer: " + outcome + " for " + job);
    }
    return outcome;
  }

  private static RouteReason reasonFor(Outcome noAnswer) {
    return switch (noAnswer) {
      case Outcome.Busy busy -> RouteReason.SPILL;
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

  public JobCounters counters() {
    return counters;
  }
}
