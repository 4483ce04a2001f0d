package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.memory.Quarantine;
import dev.doorbell.offload.memory.Staging;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.MappingFaults;
import dev.doorbell.offload.queue.QueueFault;
import dev.doorbell.offload.queue.WorkQueue;
import dev.doorbell.offload.telemetry.FlightEvents;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of our hold on one device. Callers take leases and report faults; one
 * maintenance thread does everything that blocks: opening, proving, closing.
 *
 * <p>State changes happen under this object's monitor, which nobody holds while a device or the
 * kernel works; {@link #enter} and {@link #exit}, the only calls of a job's ordinary life, do not
 * take it.
 */
public final class QueueBinding {
  private static final System.Logger LOG = System.getLogger(QueueBinding.class.getName());

  private static final int MOST_DEVICE_ERRORS = 8;
  private static final long ISOLATION_CHECK_NS = 2_000_000_000L;

  /** Jobs on the other queues of a lost device may still end well; for this long they are let. */
  private static final long DRAIN_NS = 500_000_000L;

  private static final long HELD_BY_OTHERS_RETRY_NS = 100_000_000L;

  private final Device device;
  private final BindingSettings settings;
  private final RebindPolicy policy;
  private final LongSupplier nanoClock;
  private final Quarantine quarantine;
  private final KnownAnswerTest knownAnswers;
  private final Runnable wakeUp;

  private final BindingJournal journal;

  private final Map<EvictionCause, Long> evictions = new EnumMap<>(EvictionCause.class);
  private final AtomicLong abandonedJobs = new AtomicLong();

  /** What leases are taken on; null unless ACTIVE. */
  private volatile @Nullable Generation current;

  private volatile EngineStatus status =
      new EngineStatus(EngineStatus.State.UNBOUND, "not bound yet", 0);
  private volatile Set<Operation> proven = EnumSet.noneOf(Operation.class);

  /* Guarded by this. */
  private BindingState state = BindingState.UNBOUND;
  private @Nullable Generation draining;
  private long generations;
  private long rebinds;
  private int failuresInRow;
  private final RecentLosses losses;

  /** Why there are no queues; null before the first attempt and while there are some. */
  private @Nullable EvictionCause latestCause;

  /** With OPEN_FAILED: what the kernel answered, or 0. */
  private int latestErrno;

  private long dueNs;

  /** When the queues were lost, or when they were first wanted. */
  private long awaySinceNs;

  private long drainUntilNs;
  private long nextIsolationCheckNs;
  private boolean closing;

  /** What the status says once the queues are closed for good. */
  private String lastWord = "closed";

  /** Proves a fresh generation: runs known answers and returns the operations that gave them. */
  interface KnownAnswerTest {
    Set<Operation> run(Generation generation);
  }

  /**
   * @param wakeUp called from any thread when {@link #maintain} has something to do at once
   */
  QueueBinding(
      Device device,
      BindingSettings settings,
      StagingPool pool,
      KnownAnswerTest knownAnswers,
      Runnable wakeUp) {
    this.device = device;
    this.settings = settings;
    policy = settings.rebind();
    losses = new RecentLosses(policy.lossHalfLifeNs());
    nanoClock = settings.nanoClock();
    quarantine = new Quarantine(pool, settings.quarantineMaxBytes());
    this.knownAnswers = knownAnswers;
    this.wakeUp = wakeUp;
    journal = new BindingJournal(device.name());
    dueNs = nanoClock.getAsLong();
    awaySinceNs = dueNs;
  }

  public Device device() {
    return device;
  }

  public EngineStatus status() {
    return status;
  }

  /** Whether known answers have shown that the device can do it. Before the first proof: no. */
  public boolean isProven(Operation operation) {
    return proven.contains(operation);
  }

  /** A lease on the active generation, or null when there is none. Ends with {@link #exit}. */
  @Nullable Generation enter() {
    Generation generation = current;
    return generation != null && generation.enter() ? generation : null;
  }

  /** Ends a lease. The caller touches no queue of the generation afterwards. */
  void exit(Generation generation) {
    if (generation.exit()) {
      wakeUp.run();
    }
  }

  /**
   * Whether a job may show a slab to the device, by the bound on what the device may write at all.
   * Ends with {@link #discharge} or {@link #abandon}.
   */
  boolean admit(Staging staging) {
    return quarantine.admit(staging.sizeBytes());
  }

  /** Whether {@link #admit} could ever say yes to a slab for {@code sizeBytes}. Any thread. */
  boolean couldAdmit(long sizeBytes) {
    return quarantine.couldAdmit(StagingPool.slabBytes(sizeBytes));
  }

  /** Whether jobs are refused for memory in quarantine rather than for jobs in flight. */
  boolean isQuarantining() {
    return quarantine.bytes() > 0;
  }

  /** An admitted slab of which the device is done. */
  void discharge(Staging staging) {
    quarantine.discharge(staging.sizeBytes());
  }

  /** Takes over an admitted slab that a job gives up on. Before the job's lease ends. */
  void abandon(Staging staging) {
    abandonedJobs.incrementAndGet();
    quarantine.add(staging);
    FlightEvents.quarantineHeld(device.name(), staging.sizeBytes(), quarantine.bytes());
  }

  /**
   * Gives the generation's queues up. Only the first call for a generation has an effect; any
   * thread.
   */
  void evict(Generation generation, EvictionCause cause) {
    synchronized (this) {
      if (!generation.retire()) {
        return;
      }
      current = null;
      evictions.merge(cause, 1L, Long::sum);
      latestCause = cause;
      failuresInRow = generation.completedJobs() >= policy.provenJobs() ? 1 : failuresInRow + 1;
      long now = nanoClock.getAsLong();
      losses.add(now);
      draining = generation;
      awaySinceNs = now;
      drainUntilNs = awaySinceNs + DRAIN_NS;
      journal.lost(cause, generation.number(), generation.completedJobs(), failuresInRow);
      moveTo(BindingState.DRAINING, EngineStatus.State.EVICTED, "lost: " + cause);
    }
    wakeUp.run();
  }

  /** An error that software could not confirm: the device gets some, but not many. */
  void mistrust() {
    Generation generation = current;
    if (generation != null && generation.countDeviceError() >= MOST_DEVICE_ERRORS) {
      evict(generation, EvictionCause.DEVICE_ERRORS);
    }
  }

  /**
   * Does what is due now: drains, closes, opens, proves, looks for isolation. May block in the
   * kernel and for the deadline of a known answer.
   *
   * @return when to call again at the latest, on the binding's clock; earlier when {@code wakeUp}
   *     was called
   */
  public long maintain() {
    // Before and after: what is due here may take a while.
    journal.write();
    long due = act();
    journal.write();
    return due;
  }

  /** Writes the log lines that wait; for after the last {@link #maintain}. */
  void writeLog() {
    journal.write();
  }

  /** Who tells what becomes of this binding's known answers. */
  KnownAnswers.Findings findings() {
    return journal;
  }

  private long act() {
    @Nullable Generation toClose = null;
    boolean bind = false;
    boolean check = false;
    long now = nanoClock.getAsLong();
    synchronized (this) {
      switch (state) {
        case DRAINING -> toClose = drained(now);
        case UNBOUND, EVICTED, QUARANTINED -> bind = !closing && now - dueNs >= 0;
        case ACTIVE -> {
          check = now - nextIsolationCheckNs >= 0;
          nextIsolationCheckNs = check ? now + ISOLATION_CHECK_NS : nextIsolationCheckNs;
        }
        case PROBATION, CLOSED -> {}
      }
    }
    if (toClose != null) {
      closeQueues(toClose);
    } else if (bind) {
      bind();
    } else if (check) {
      checkHealth();
    }
    synchronized (this) {
      return switch (state) {
        case UNBOUND, EVICTED, QUARANTINED -> closing ? Long.MAX_VALUE : dueNs;
        case ACTIVE -> nextIsolationCheckNs;
        // Whoever waits for the close waits for the caller's thread to end: at once.
        case CLOSED -> now;
        // The end of the last lease wakes us.
        case DRAINING, PROBATION ->
            draining != null && draining.isDrained() ? now : Math.max(now + 1, drainUntilNs);
      };
    }
  }

  /** Under the monitor: what is to be closed now, or null while somebody is still inside. */
  private @Nullable Generation drained(long now) {
    Generation generation = draining;
    if (generation == null || generation.isDrained()) {
      return generation;
    }
    if (now - drainUntilNs >= 0) {
      generation.kill();
      drainUntilNs = now + DRAIN_NS;
    }
    return null;
  }

  private void checkHealth() {
    Generation generation = current;
    if (generation == null) {
      return;
    }
    // Leased like a job: nobody unmaps the status words meanwhile.
    if (!generation.enter()) {
      return;
    }
    QueueFault fault;
    try {
      fault = generation.probe();
      MappingFaults.deliver();
    } catch (InternalError mappingIsGone) {
      fault = QueueFault.REMOVED;
    } finally {
      exit(generation);
    }
    if (device.isolated()) {
      evict(generation, EvictionCause.ISOLATED);
    } else if (fault != null) {
      evict(generation, EvictionCause.of(fault));
    }
  }

  private void closeQueues(Generation generation) {
    generation.close();
    boolean safe = endQuarantineIfSafe();
    synchronized (this) {
      draining = null;
      long now = nanoClock.getAsLong();
      int failures = failures(now);
      long delay = policy.delayNs(failures, settings.random());
      boolean barred = failures >= policy.failuresToQuarantine();
      dueNs = now + (safe ? delay : Math.max(delay, HELD_BY_OTHERS_RETRY_NS));
      if (closing) {
        moveTo(BindingState.CLOSED, EngineStatus.State.DISABLED, lastWord);
        notifyAll();
      } else if (barred) {
        moveTo(
            BindingState.QUARANTINED,
            EngineStatus.State.QUARANTINED,
            "lost "
                + failuresInRow
                + " times in a row, "
                + losses.count(now)
                + " times lately; barred for "
                + delay / 1_000_000
                + " ms");
      } else {
        moveTo(
            BindingState.EVICTED,
            EngineStatus.State.EVICTED,
            "queues closed, new ones in " + delay / 1_000_000 + " ms");
      }
    }
  }

  /** Under the monitor: failures in a row, or losses too many lately, whichever is worse. */
  private int failures(long nowNs) {
    return Math.max(failuresInRow, losses.count(nowNs) - policy.toleratedLosses());
  }

  /**
   * The fence: with no queue of this process open on the device, its address space is unbound from
   * it and no write of the device's can reach the process (uacce.md 1.9, 2.10 step 6). If something
   * else in the process holds the device, the memory stays where it is.
   */
  private boolean endQuarantineIfSafe() {
    if (device.heldByProcess()) {
      return false;
    }
    long released = quarantine.releaseAll();
    if (released > 0) {
      FlightEvents.quarantineReleased(device.name(), released, quarantine.bytes());
    }
    return true;
  }

  private void bind() {
    if (quarantine.bytes() > 0 && !endQuarantineIfSafe() && quarantine.isFull()) {
      synchronized (this) {
        if (closing) {
          return;
        }
        dueNs = nanoClock.getAsLong() + HELD_BY_OTHERS_RETRY_NS;
        moveTo(
            BindingState.QUARANTINED,
            EngineStatus.State.QUARANTINED,
            quarantine.bytes()
                + " bytes in quarantine, and another user in this process holds the device");
      }
      return;
    }
    synchronized (this) {
      if (closing) {
        return;
      }
      // From here on a close waits for this attempt to end: beginClose leaves the state alone.
      moveTo(BindingState.PROBATION, EngineStatus.State.EVICTED, "opening queues");
    }
    Generation generation;
    try {
      if (device.isolated()) {
        openFailed(device.name() + " is isolated by the kernel", EvictionCause.ISOLATED, 0);
        return;
      }
      device.refresh();
      generation = open();
    } catch (DeviceException e) {
      openFailed(String.valueOf(e.getMessage()), EvictionCause.OPEN_FAILED, e.errno());
      return;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // No memory for the call, or no descriptor to load a class with. Left alone, the binding
      // would stay in PROBATION.
      openFailed("opening queues: " + e, EvictionCause.OPEN_FAILED, 0);
      return;
    }
    prove(generation);
  }

  private synchronized void openFailed(String why, EvictionCause cause, int errno) {
    if (closing) {
      moveTo(BindingState.CLOSED, EngineStatus.State.DISABLED, lastWord);
      notifyAll();
      return;
    }
    latestCause = cause;
    latestErrno = errno;
    failuresInRow++;
    long now = nanoClock.getAsLong();
    int failures = failures(now);
    dueNs = now + policy.delayNs(failures, settings.random());
    boolean barred = failures >= policy.failuresToQuarantine();
    moveTo(
        barred ? BindingState.QUARANTINED : BindingState.EVICTED,
        barred ? EngineStatus.State.QUARANTINED : EngineStatus.State.EVICTED,
        why);
  }

  private Generation open() throws DeviceException {
    WorkQueue[][] queues = new WorkQueue[device.queueTypes()][];
    long number;
    synchronized (this) {
      number = ++generations;
    }
    Generation partial = new Generation(number, queues);
    for (int type = 0; type < queues.length; type++) {
      queues[type] = new WorkQueue[0];
    }
    try {
      // One of each type before a second of any: where queues are few, the first type would leave
      // the next none.
      for (int i = 0; i < settings.queuesPerType(); i++) {
        for (int type = 0; type < queues.length; type++) {
          WorkQueue queue;
          try {
            queue = device.open(type);
          } catch (DeviceException e) {
            if (i > 0) {
              return partial; // Fewer than wanted is enough.
            }
            throw e;
          }
          WorkQueue[] longer = Arrays.copyOf(queues[type], i + 1);
          longer[i] = queue;
          queues[type] = longer;
        }
      }
      return partial;
    } catch (DeviceException | RuntimeException | Error e) {
      partial.close();
      throw e;
    }
  }

  private void prove(Generation generation) {
    synchronized (this) {
      draining = generation;
    }
    generation.enter();
    Set<Operation> answered;
    try {
      answered = knownAnswers.run(generation);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.log(System.Logger.Level.WARNING, device.name() + ": known answers not run", e);
      answered = Set.of();
    } finally {
      generation.exit();
    }
    synchronized (this) {
      if (closing) {
        if (generation.retire()) {
          moveTo(BindingState.DRAINING, EngineStatus.State.DISABLED, lastWord);
        }
        return;
      }
      if (answered.isEmpty()) {
        if (generation.retire()) {
          evictions.merge(EvictionCause.KNOWN_ANSWER, 1L, Long::sum);
          latestCause = EvictionCause.KNOWN_ANSWER;
          failuresInRow++;
          losses.add(nanoClock.getAsLong());
          journal.lost(EvictionCause.KNOWN_ANSWER, generation.number(), 0, failuresInRow);
          moveTo(BindingState.DRAINING, EngineStatus.State.EVICTED, "no known answer was right");
        }
        return;
      }
      if (state != BindingState.PROBATION) {
        return; // Lost while proving.
      }
      draining = null;
      latestCause = null;
      proven = Set.copyOf(answered);
      rebinds++;
      long now = nanoClock.getAsLong();
      nextIsolationCheckNs = now + ISOLATION_CHECK_NS;
      moveTo(BindingState.ACTIVE, EngineStatus.State.READY, "ready");
      journal.bound(generation.number(), answered.size(), now - awaySinceNs, failuresInRow);
      current = generation;
      notifyAll();
    }
  }

  /** Under the monitor. */
  private void moveTo(BindingState target, EngineStatus.State engineState, String detail) {
    BindingState from = state;
    state = state.to(target);
    status = new EngineStatus(engineState, detail, generations);
    journal.moved(from, target, detail, generations, failuresInRow);
  }

  /** Waits until the binding is active, or for {@code timeoutNs}. Returns whether it is. */
  public synchronized boolean awaitActive(long timeoutNs) throws InterruptedException {
    long end = System.nanoTime() + timeoutNs;
    while (state != BindingState.ACTIVE && state != BindingState.CLOSED) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return state == BindingState.ACTIVE;
  }

  /** Starts to give everything up; {@link #maintain} finishes it. No lease is granted any more. */
  public void beginClose() {
    synchronized (this) {
      giveUp("closing");
    }
    wakeUp.run();
  }

  /** As {@link #beginClose}, because an answer was wrong. The first reason stays. */
  void retire(String reason) {
    synchronized (this) {
      if (closing) {
        return;
      }
      lastWord = "retired: " + reason;
      evictions.merge(EvictionCause.WRONG_ANSWER, 1L, Long::sum);
      Generation lost = current;
      journal.lost(
          EvictionCause.WRONG_ANSWER,
          generations,
          lost == null ? 0 : lost.completedJobs(),
          failuresInRow);
      journal.retired(reason, failuresInRow);
      latestCause = EvictionCause.WRONG_ANSWER;
      giveUp(lastWord);
      // At once, also where the queues were being lost or taken again for another reason.
      status = new EngineStatus(EngineStatus.State.DISABLED, lastWord, generations);
    }
    // Not left to the maintenance thread: whoever sees the device gone for good finds the reason.
    journal.write();
    wakeUp.run();
  }

  /** Under the monitor. */
  private void giveUp(String meanwhile) {
    closing = true;
    Generation generation = current;
    current = null;
    if (generation != null && generation.retire()) {
      draining = generation;
      drainUntilNs = nanoClock.getAsLong() + DRAIN_NS;
      moveTo(BindingState.DRAINING, EngineStatus.State.DISABLED, meanwhile);
    } else if (state == BindingState.UNBOUND
        || state == BindingState.EVICTED
        || state == BindingState.QUARANTINED) {
      moveTo(BindingState.CLOSED, EngineStatus.State.DISABLED, lastWord);
      notifyAll();
    }
  }

  /** Whether everything was given up. */
  public synchronized boolean isClosed() {
    return state == BindingState.CLOSED;
  }

  /** Jobs that are on the queues at this moment. */
  public int jobsInFlight() {
    Generation generation = current;
    return generation == null ? 0 : generation.inFlight();
  }

  public synchronized BindingStats stats() {
    return new BindingStats(
        device.name(),
        state,
        generations,
        evictions,
        latestCause,
        latestCause == EvictionCause.OPEN_FAILED ? latestErrno : 0,
        rebinds,
        abandonedJobs.get(),
        quarantine.bytes(),
        quarantine.highestBytes());
  }
}
