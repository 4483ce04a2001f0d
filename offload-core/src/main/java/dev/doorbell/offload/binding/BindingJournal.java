package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.telemetry.FlightEvents;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tells the flight recorder and the log what becomes of one binding: one event and one line for
 * each change, none per job. Called under the binding's monitor, so that what it tells is in the
 * order in which it happened; of known answers any thread tells, and needs no monitor.
 *
 * <p>What mends itself is INFO, though the device is gone meanwhile: the application notices
 * nothing. WARNING is what somebody should look at.
 *
 * <p>An event runs nobody else's code and is recorded at once. A log line may run any: its handler
 * may fail, wait, or encrypt with Doorbell while another thread of it waits for the binding. So
 * lines wait for {@link #write}, which is called with no monitor held, by the maintenance thread as
 * a rule.
 */
final class BindingJournal implements KnownAnswers.Findings {
  private static final System.Logger LOG = System.getLogger(BindingJournal.class.getName());

  private record Line(System.Logger.Level level, String text) {}

  private final String device;
  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

  /* Guarded by the binding. */
  private boolean barred;
  private String lastFailure = "";

  BindingJournal(String device) {
    this.device = device;
  }

  /** Queues are given up. */
  void lost(EvictionCause cause, long generation, long completedJobs, int lossesInRow) {
    FlightEvents.eviction(device, cause.name(), generation, completedJobs, lossesInRow);
    add(
        System.Logger.Level.INFO,
        "lost: "
            + cause
            + "; generation "
            + generation
            + " had answered "
            + completedJobs
            + " jobs");
  }

  /** Queues take jobs. */
  void bound(long generation, int provenOperations, long awayNs, int lossesInRow) {
    FlightEvents.rebind(device, generation, provenOperations, awayNs);
    if (barred) {
      barred = false;
      FlightEvents.breaker(device, "ADMITTED", "known answers were right", lossesInRow);
    }
    lastFailure = "";
    add(
        System.Logger.Level.INFO,
        "takes jobs: generation "
            + generation
            + ", "
            + provenOperations
            + " operations proven, after "
            + awayNs / 1_000_000
            + " ms");
  }

  /** No more jobs in this process. */
  void retired(String reason, int lossesInRow) {
    FlightEvents.breaker(device, "RETIRED", reason, lossesInRow);
    add(System.Logger.Level.WARNING, "gets no more jobs in this process: " + reason);
  }

  @Override
  public void wrong(Operation operation, Outcome outcome) {
    notRight(
        operation,
        outcome,
        "wrong (" + outcome + "): it stays in software while these queues live");
  }

  @Override
  public void error(Operation operation) {
    notRight(
        operation,
        Outcome.Faulted.DEVICE_ERROR,
        "an error: it stays in software and is asked again, less and less often");
  }

  private void notRight(Operation operation, Outcome outcome, String what) {
    FlightEvents.knownAnswerFailure(device, operation.name(), outcome.toString());
    add(System.Logger.Level.WARNING, "the known answer of " + operation + " is " + what);
  }

  @Override
  public void rightAfterErrors(Operation operation) {
    add(
        System.Logger.Level.INFO,
        "the known answer of " + operation + " is right after errors: it goes to the queues");
  }

  /** Any change of state. What the others tell is only a detail here. */
  void moved(BindingState from, BindingState to, String detail, long generation, int lossesInRow) {
    if (to == BindingState.QUARANTINED && from != to) {
      barred = true;
      FlightEvents.breaker(device, "BARRED", detail, lossesInRow);
    } else if (from == BindingState.QUARANTINED && to == BindingState.PROBATION) {
      FlightEvents.breaker(device, "TRIAL", detail, lossesInRow);
    }
    System.Logger.Level level = levelOf(from, to, detail);
    if (LOG.isLoggable(level)) {
      add(level, from + " -> " + to + " (" + detail + "), generation " + generation);
    }
  }

  /** A device that cannot be opened is tried every minute: the same words are news only once. */
  private System.Logger.Level levelOf(BindingState from, BindingState to, String detail) {
    boolean openFailed = from == BindingState.PROBATION && to == BindingState.EVICTED;
    boolean bad = openFailed || to == BindingState.QUARANTINED;
    if (!bad || detail.equals(lastFailure)) {
      return System.Logger.Level.DEBUG;
    }
    lastFailure = detail;
    return System.Logger.Level.INFO;
  }

  private void add(System.Logger.Level level, String text) {
    lines.add(new Line(level, device + ": " + text));
  }

  /** Writes the lines that wait. Never under a monitor. A log that fails costs its line. */
  void write() {
    for (Line line = lines.poll(); line != null; line = lines.poll()) {
      try {
        LOG.log(line.level(), line.text());
      } catch (RuntimeException logFails) {
        continue;
      }
    }
  }
}
