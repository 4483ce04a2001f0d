package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.IdleStrategy;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.MappingFaults;
import dev.doorbell.offload.queue.QueueFault;
import dev.doorbell.offload.queue.WorkQueue;
import dev.doorbell.offload.telemetry.JobLatency;
import dev.doorbell.offload.telemetry.LatencyHistograms;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine in front of one device's queues: lease, staging, descriptor, submission, completion,
 * judgement, commit. Runs on the caller's thread; a job costs no allocation and no system call.
 *
 * <p>Who owns the slab: this call, until the outcome. It goes back to the pool when the device
 * provably has finished with it, that is when the job was never submitted or its completion was
 * seen; else it goes to the binding's quarantine.
 */
public final class QueueEngine implements Engine {
  private static final int COMPLETIONS_PER_POLL = 32;

  /**
   * Looking at the clock costs about as much as looking at the ring; the deadline is milliseconds
   * away. So it is looked at in one of so many rounds while this thread spins, and in every round
   * once it lets others run: of a thousand virtual threads on two processors each yields for a
   * second, and the rounds between two looks would be longer than any deadline.
   */
  private static final int ROUNDS_PER_CLOCK = 32;

  /** How long the known answers together wait for memory or a slot. */
  private static final long PROBATION_PATIENCE_NS = 1_000_000_000L;

  private static final List<String> OPERATIONS =
      Stream.of(Operation.values()).map(Enum::name).toList();

  static {
    MappingFaults.initialiseBeforehand(
        EvictionCause.class,
        Outcome.Evicted.class,
        Outcome.Busy.class,
        Outcome.Faulted.class,
        QueueFault.class,
        Generation.class,
        InFlight.class);
  }

  private final QueueBinding binding;
  private final Device device;
  private final DescriptorCodec codec;
  private final StagingPool pool;
  private final DeadlinePolicy deadlines;
  private final IdleStrategy idle;
  private final LongSupplier nanoClock;
  private final LatencyHistograms latencies;

  /** Of the newest generation; the older ones have no leases any more when it is opened. */
  private volatile KnownAnswers answers;

  /**
   * @param settings how queues are taken and taken again
   * @param wakeUp called from any thread when the binding's {@link QueueBinding#maintain} has
   *     something to do at once
   */
  public QueueEngine(
      Device device,
      BindingSettings settings,
      StagingPool pool,
      DeadlinePolicy deadlines,
      IdleStrategy idle,
      Runnable wakeUp) {
    this.device = device;
    this.codec = device.codec();
    this.pool = pool;
    this.deadlines = deadlines;
    this.idle = idle;
    this.nanoClock = settings.nanoClock();
    this.latencies = new LatencyHistograms(device.name(), OPERATIONS);
    this.binding = new QueueBinding(device, settings, pool, this::prove, wakeUp);
    this.answers = answersOf((job, result) -> Outcome.Evicted.UNBOUND);
  }

  /** What has to be maintained, observed and closed. */
  public QueueBinding binding() {
    return binding;
  }

  /** How long jobs took on this device's queues, by operation. */
  public List<JobLatency> latencies() {
    return latencies.rows();
  }

  private Set<Operation> prove(Generation generation) {
    long patientUntilNs = nanoClock.getAsLong() + PROBATION_PATIENCE_NS;
    KnownAnswers fresh =
        answersOf((job, result) -> executePatiently(generation, job, result, patientUntilNs));
    // Before the generation is given to anybody: whoever has a lease on it sees its own answers.
    answers = fresh;
    return fresh.runFirst();
  }

  private KnownAnswers answersOf(BiFunction<Job, JobResult, Outcome> runner) {
    return new KnownAnswers(device, runner, binding.findings(), nanoClock);
  }

  /**
   * Jobs on other devices may have all staging memory at this moment: that says nothing about this
   * one, and an operation that is not proven now stays in software until the next rebinding. But
   * once the queues are lost, what they hold does not come back before they are closed; and a slab
   * above the bound of the quarantine is not admitted however long one waits.
   */
  private Outcome executePatiently(
      Generation generation, Job job, JobResult result, long patientUntilNs) {
    Outcome outcome = execute(generation, job, result);
    boolean admissible = binding.couldAdmit(codec.stagingBytes(job));
    for (int round = 0;
        outcome == Outcome.Busy.BUSY
            && admissible
            && !generation.isRetired()
            && nanoClock.getAsLong() - patientUntilNs < 0;
        round++) {
      idle.idle(round);
      outcome = execute(generation, job, result);
    }
    return outcome;
  }

  /**
   * Asks for the known answers to one operation that the device claims, unless that has been done.
   *
   * @return {@code DONE} where they are right, {@code UNSUPPORTED} where one is wrong; else what
   *     kept the queues from an answer
   */
  public Outcome prove(Operation operation) {
    Generation generation = binding.enter();
    if (generation == null) {
      return Outcome.Evicted.UNBOUND;
    }
    try {
      return answers.prove(operation);
    } finally {
      binding.exit(generation);
    }
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public @Nullable Capability capability(Operation operation) {
    // Before its first proof, and while there are no queues, the device's own claim counts, so that
    // the reason of a route is EVICTED and not UNSUPPORTED.
    boolean disproven = answers.isWrong(operation) && status().state() == EngineStatus.State.READY;
    return disproven ? null : device.capability(operation);
  }

  @Override
  public EngineStatus status() {
    return binding.status();
  }

  @Override
  public boolean accepts(Job job) {
    return codec.accepts(job);
  }

  @Override
  public void mistrust() {
    binding.mistrust();
  }

  @Override
  public void retire(String reason) {
    binding.retire(reason);
  }

  @Override
  public Outcome execute(Job job, JobResult result) {
    Generation generation = binding.enter();
    if (generation == null) {
      return Outcome.Evicted.UNBOUND;
    }
    try {
      if (!answers.isRight(job.operation())) {
        Outcome proof = answers.prove(job.operation());
        if (proof != Outcome.Done.DONE) {
          return proof;
        }
      }
      Outcome outcome = execute(generation, job, result);
      if (outcome.isAnswer()) {
        generation.countCompleted();
      }
      return outcome;
    } finally {
      binding.exit(generation);
    }
  }

  /** As {@link #execute(Job, JobResult)} on a generation that the caller has a lease on. */
  private Outcome execute(Generation generation, Job job, JobResult result) {
    if (!codec.accepts(job)) {
      return Outcome.Faulted.UNSUPPORTED;
    }
    Staging staging = pool.acquire(codec.stagingBytes(job));
    if (staging == null) {
      return Outcome.Busy.BUSY;
    }
    if (!binding.admit(staging)) {
      pool.release(staging);
      return binding.isQuarantining() ? Outcome.Busy.QUARANTINE_FULL : Outcome.Busy.BUSY;
    }
    boolean deviceMayWrite = false;
    try {
      codec.encode(job, staging);
      WorkQueue queue =
          generation.queue(
              device.queueType(job.operation()), (int) Thread.currentThread().threadId());
      InFlight entry = queue.begin();
      if (entry == null) {
        return queue.fault() == null ? Outcome.Busy.BUSY : lost(generation, queue);
      }
      entry.attach(staging.memory(), DescriptorCodec.DESCRIPTOR, DescriptorCodec.COMPLETION);
      long startNs = nanoClock.getAsLong();
      int ahead = generation.inFlight();
      long allowedNs = deadlines.allowedNs(job.operation(), job.inputBytes(), ahead);
      deviceMayWrite = true;
      boolean submitted = queue.submit(entry);
      boolean completed =
          submitted && await(queue, entry, startNs + allowedNs, idle.among(ahead + 1));
      // From here on this thread touches no mapping of the device. If one faulted, the error comes
      // now: before anything that was read is
      // believed, and not in the application's code.
      MappingFaults.deliver();
      if (!completed && (submitted || queue.fault() != null)) {
        return lost(generation, queue);
      }
      if (!submitted) {
        deviceMayWrite = false;
        queue.end(entry);
        return Outcome.Busy.BUSY;
      }
      long endNs = nanoClock.getAsLong();
      deviceMayWrite = false;
      queue.end(entry);
      deadlines.record(job.operation(), job.inputBytes(), startNs, endNs);
      latencies.record(job.operation().ordinal(), endNs - startNs);
      Outcome outcome = codec.decode(job, staging, result);
      if (outcome == Outcome.Done.DONE) {
        MemorySegment.copy(
            staging.memory(), staging.outputOffset(), job.output(), 0, result.produced());
      }
      return outcome;
    } catch (InternalError mappingIsGone) {
      binding.evict(generation, EvictionCause.REMOVED);
      return Outcome.Evicted.REMOVED;
    } finally {
      if (deviceMayWrite) {
        binding.abandon(staging);
      } else {
        binding.discharge(staging);
        pool.release(staging);
      }
    }
  }

  /** Waits for the completion; false when the queue died or the deadline passed. */
  private boolean await(WorkQueue queue, InFlight entry, long deadlineNs, IdleStrategy idle) {
    for (int round = 0; !entry.isCompleted(); round++) {
      if (queue.poll(COMPLETIONS_PER_POLL) > 0) {
        continue;
      }
      if (queue.fault() != null) {
        // Completed by another thread just before the queue died: that answer was checked and
        // stands.
        return entry.isCompleted();
      }
      if ((round % ROUNDS_PER_CLOCK == ROUNDS_PER_CLOCK - 1 || !idle.spins(round))
          && nanoClock.getAsLong() - deadlineNs >= 0) {
        // This thread may have been stopped for longer than the deadline; its answer may be waiting
        // in the ring.
        queue.poll(Integer.MAX_VALUE);
        if (!entry.isCompleted()) {
          queue.kill(QueueFault.TIMEOUT);
        }
        return entry.isCompleted();
      }
      // Yielding and parking run the JDK's code, virtual threads' scheduling included: what the
      // look at the ring may have left owed has to come before.
      MappingFaults.deliver();
      entry.idle(idle, round);
    }
    return true;
  }

  private Outcome lost(Generation generation, WorkQueue queue) {
    QueueFault fault = Objects.requireNonNull(queue.fault(), "a live queue loses no job");
    binding.evict(generation, EvictionCause.of(fault));
    return switch (fault) {
      case RESET -> Outcome.Evicted.RESET;
      case REMOVED -> Outcome.Evicted.REMOVED;
      case INCONSISTENT -> Outcome.Evicted.INCONSISTENT;
      case TIMEOUT, RETIRED -> Outcome.Evicted.TIMEOUT;
    };
  }
}
