package dev.doorbell.offload.sim.world;

import dev.doorbell.offload.binding.BindingProbe;
import dev.doorbell.offload.binding.BindingSettings;
import dev.doorbell.offload.binding.BindingState;
import dev.doorbell.offload.binding.DeadlinePolicy;
import dev.doorbell.offload.binding.QueueBinding;
import dev.doorbell.offload.binding.QueueEngine;
import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.device.twin.StepEvent;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.device.twin.TwinConfig;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.dispatch.Dispatcher;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.StagingPool;
import dev.doorbell.offload.queue.IdleStrategy;
import dev.doorbell.offload.route.RoutePolicy;
import dev.doorbell.offload.route.Router;
import dev.doorbell.offload.telemetry.JobCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One run: the production path from the dispatcher to the rings on a twin that steps by hand, a
 * clock that moves when we say so, callers and the maintenance thread as fibers of one thread, and
 * one random source that decides everything.
 */
final class World {
  static final long FLOOR_NS = 1_000_000;
  static final long CEILING_NS = 8_000_000;

  /** What a call may take beyond its deadline: turns of others, and the coarse steps of time. */
  private static final long SLACK_NS = 4_000_000;

  private static final long RECOVERY_NS = 5_000_000_000L;
  private static final int FREEZE_ONE_OF = 50;
  private static final int MOST_TURNS = 30_000_000;
  private static final RebindPolicy REBIND = new RebindPolicy(100_000, 50_000_000, 4, 4);

  private final long seed;
  private final boolean threads;
  private final SplittableRandom random;
  private final Plan plan;
  private final Monitors monitors = new Monitors(this);
  private final Chaos chaos;
  private final Trace trace;
  private final Map<String, Long> counts = new TreeMap<>();

  private Twin twin;
  private SimKernel kernel;
  private Ledger ledger;
  private StagingPool pool;
  private Dispatcher dispatcher;
  private final List<TwinDevice> devices = new ArrayList<>();
  private final List<Bound> bound = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Fiber> fibers = new ArrayList<>();
  private final List<Integer> strangers = new ArrayList<>();

  private Fiber current;
  private long now = 1_000_000_000L;
  private long leaps;
  private long nextFreezeNs;
  private long version;
  private int callersLeft;
  private long jobs;
  private Throwable failure;

  /** A device of the driver's with its engine and the fiber that maintains its binding. */
  private static final class Bound {
    final Device device;
    QueueEngine engine;
    Fiber maintainer;
    boolean woken;

    Bound(Device device) {
      this.device = device;
    }

    QueueBinding binding() {
      return engine.binding();
    }
  }

  World(long seed, boolean threads, boolean tracing) {
    this.seed = seed;
    this.threads = threads;
    random = new SplittableRandom(seed);
    plan = Plan.draw(random);
    chaos = new Chaos(this, plan);
    trace = new Trace(tracing);
  }

  // ---- what the parts ask ----

  SplittableRandom random() {
    return random;
  }

  long now() {
    return now;
  }

  Fiber current() {
    return current;
  }

  Monitors monitors() {
    return monitors;
  }

  Ledger ledger() {
    return ledger;
  }

  SimKernel kernel() {
    return kernel;
  }

  List<TwinDevice> devices() {
    return devices;
  }

  int depth(String deviceName) {
    for (TwinDevice device : devices) {
      if (deviceName.startsWith(device.spec().driver())) {
        return device.spec().depth();
      }
    }
    throw new AssertionError(deviceName);
  }

  long currentNumber() {
    return current == null ? 0 : current.number;
  }

  long hash() {
    return trace.hash();
  }

  Map<String, Long> counts() {
    return counts;
  }

  List<Object> lastSteps() {
    return trace.lastSteps();
  }

  void trace(int what) {
    trace.add(current == null ? -1 : current.number, what);
  }

  /** What a skipped load leaves in a register: anything, often something small. */
  int garbage() {
    return random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(3);
  }

  // ---- points ----

  void point(int id) {
    Fiber me = current;
    if (me == null) {
      return;
    }
    trace.add(me.number, id);
    boolean unlucky = (id & Plan.PLACES - 1) == plan.unluckyPlace() && random.nextInt(4) == 0;
    if (unlucky || --me.quantum <= 0) {
      version++;
      if (now - nextFreezeNs >= 0 && (unlucky || random.nextInt(FREEZE_ONE_OF) == 0)) {
        // The system has taken the processor away, wherever the thread is, locks held or not. Not
        // so
        // often that it alone could cost a deadline.
        long from = now;
        nextFreezeNs = now + FLOOR_NS;
        sleepUntil(now + random.nextLong(FLOOR_NS / 4));
        me.frozenNs += now - from;
      } else {
        pause(me);
      }
    }
  }

  /** The fiber can only wait for somebody else. */
  void spin() {
    Fiber me = current;
    if (me != null) {
      me.idleSince = version;
      pause(me);
    }
  }

  private void idle() {
    Fiber me = current;
    // Invariant: nobody holds a lock while waiting.
    if (me.monitorsHeld > 0) {
      throw new Violation(me.name + " waits for the device with a monitor held");
    }
    spin();
  }

  private void sleepUntil(long time) {
    Fiber me = current;
    me.wakeNs = time;
    me.sleeping = true;
    pause(me);
    me.sleeping = false;
  }

  private void pause(Fiber me) {
    me.pause();
    me.quantum = 1 + random.nextInt(plan.quantum());
  }

  /** An access to a mapping that is gone: the error comes now, or when it is delivered. */
  void mappingFault() {
    InternalError error =
        new InternalError("a fault occurred in an unsafe memory access operation");
    if (current == null || !plan.lateErrors()) {
      throw error;
    }
    current.pending = error;
  }

  void deliver() {
    Fiber me = current;
    if (me != null && me.pending != null) {
      InternalError error = me.pending;
      me.pending = null;
      throw error;
    }
  }

  void leap(long ns) {
    now += ns;
    leaps += ns;
  }

  int openAsStranger(TwinDevice device) {
    int fd = twin.systemCalls().open(twin.deviceRoot().resolve(device.name()).toString(), 2);
    if (fd >= 0) {
      strangers.add(fd);
    }
    return fd;
  }

  void closeAsStranger(int fd) {
    if (strangers.remove((Integer) fd)) {
      twin.systemCalls().close(fd);
    }
  }

  // ---- the run ----

  /** Returns what went wrong, or null. */
  Throwable run() {
    try {
      setUp();
      Points.in(this);
      schedule();
      atTheEnd();
    } catch (Throwable e) {
      fail(e);
    } finally {
      Points.in(null);
      tearDown();
    }
    return failure;
  }

  void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  private void setUp() {
    SimFiles.clear();
    twin = Twin.start(new TwinConfig(plan.devices(), this::onStep, true, () -> now));
    devices.addAll(twin.devices());
    kernel = new SimKernel(this, twin.systemCalls());
    kernel.refuseOneOf = plan.refuseOneOf();
    ledger = new Ledger(devices);
    pool = new StagingPool(plan.stagingBytes());
    List<Finding> findings =
        new ArrayList<>(
            new HisiDriver(() -> kernel, new UacceSysfs(twin.sysfsRoot(), twin.deviceRoot()))
                .discover());
    findings.sort(Comparator.comparing(Finding::name));
    DeadlinePolicy deadlines = new DeadlinePolicy(FLOOR_NS, CEILING_NS);
    for (Finding finding : findings) {
      if (finding instanceof Finding.Usable usable) {
        bound.add(bind(usable.device(), deadlines));
      }
    }
    List<Engine> engines = new ArrayList<>();
    bound.forEach(each -> engines.add(each.engine));
    dispatcher =
        new Dispatcher(
            new Router(new SimSoftware(), engines, new RoutePolicy(0, Map.of(), Set.of())));
    for (Operation operation : Operation.values()) {
      if (bound.stream().anyMatch(each -> each.device.capability(operation) != null)) {
        operations.add(operation);
      }
    }
    callersLeft = plan.callers();
    for (int i = 0; i < plan.callers(); i++) {
      start("caller-" + i, this::call);
    }
    for (Bound each : bound) {
      each.maintainer = start("maintain-" + each.device.name(), () -> maintain(each));
    }
  }

  private Bound bind(Device device, DeadlinePolicy deadlines) {
    Bound it = new Bound(device);
    BindingSettings settings =
        new BindingSettings(
            plan.queuesPerType(), plan.quarantineBytes(), REBIND, () -> now, random.split());
    IdleStrategy idle =
        new IdleStrategy() {
          @Override
          public void idle(int round) {
            World.this.idle();
          }

          @Override
          public boolean spins(int round) {
            return !parks(round);
          }

          @Override
          public boolean parks(int round) {
            return round >= plan.parkFrom();
          }
        };
    it.engine =
        new QueueEngine(
            device,
            settings,
            pool,
            deadlines,
            idle,
            () -> {
              it.woken = true;
              if (it.maintainer != null) {
                it.maintainer.wakeNs = now;
              }
            });
    return it;
  }

  private Fiber start(String name, Runnable body) {
    Fiber fiber = Fiber.of(threads, name, fibers.size(), body);
    fiber.quantum = 1 + random.nextInt(plan.quantum());
    fibers.add(fiber);
    return fiber;
  }

  private void schedule() {
    int[] turns = drawTurns();
    boolean ending = false;
    int unlucky = 0;
    for (int turn = 0; ; turn++) {
      if (turn > MOST_TURNS) {
        throw new Violation("the run does not end: " + where());
      }
      now += 20 + random.nextInt(200);
      chaos.turn();
      int pick = turns[random.nextInt(turns.length)];
      boolean moved =
          pick < 0 ? stepDevice(-pick - 1) : pick >= fibers.size() ? false : resume(pick);
      if (!ending && callersLeft == 0) {
        ending = true;
        heal();
        start("closer", this::finish);
        turns = drawTurns();
      }
      if (ending && allDone()) {
        return;
      }
      unlucky = moved ? 0 : unlucky + 1;
      if (unlucky > turns.length && allStand()) {
        moveTime();
        unlucky = 0;
      }
    }
  }

  /** Who comes how often in this run: somebody is slow, somebody fast. */
  private int[] drawTurns() {
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < fibers.size(); i++) {
      add(drawn, i);
    }
    for (int i = 0; i < devices.size(); i++) {
      add(drawn, -i - 1);
    }
    return drawn.stream().mapToInt(Integer::intValue).toArray();
  }

  private void add(List<Integer> drawn, int who) {
    for (int n = 1 << random.nextInt(4); n > 0; n--) {
      drawn.add(who);
    }
  }

  private boolean allDone() {
    for (Fiber fiber : fibers) {
      if (!fiber.done) {
        return false;
      }
    }
    return true;
  }

  private boolean stepDevice(int index) {
    boolean stepped = devices.get(index).step().isPresent();
    version += stepped ? 1 : 0;
    return stepped;
  }

  private boolean resume(int index) {
    Fiber fiber = fibers.get(index);
    if (fiber.done || fiber.sleeping && now - fiber.wakeNs < 0) {
      return false;
    }
    long before = version;
    current = fiber;
    fiber.resume();
    current = null;
    if (fiber.failure != null) {
      throw new Failed(fiber.failure);
    }
    if (failure != null) {
      throw new Failed(failure);
    }
    boolean idle = !fiber.done && !fiber.sleeping && fiber.idleSince == before;
    return !idle;
  }

  /** Carries what a fiber died of to the scheduler. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(Throwable cause) {
      super(cause);
    }
  }

  private boolean allStand() {
    for (Fiber fiber : fibers) {
      boolean stands =
          fiber.done || (fiber.sleeping ? now - fiber.wakeNs < 0 : fiber.idleSince == version);
      if (!stands) {
        return false;
      }
    }
    for (int i = 0; i < devices.size(); i++) {
      if (stepDevice(i)) {
        return false;
      }
    }
    return true;
  }

  /** Nobody can go on before time does: in small steps while somebody waits for a device. */
  private void moveTime() {
    long next = chaos.nextTimerNs();
    boolean somebodyWaits = false;
    for (Fiber fiber : fibers) {
      if (!fiber.done && fiber.sleeping) {
        next = Math.min(next, fiber.wakeNs);
      }
      somebodyWaits |= !fiber.done && !fiber.sleeping;
    }
    long small = 1 + random.nextLong(FLOOR_NS / 4);
    long target = somebodyWaits ? Math.min(now + small, next) : next;
    // A device that pauses has its own time to wait for.
    now = Math.max(now + 1, target == Long.MAX_VALUE ? now + small : target);
    version++;
  }

  // ---- what the fibers do ----

  private void call() {
    JobResult result = new JobResult();
    for (int i = 0; i < plan.jobsPerCaller(); i++) {
      Operation operation = operations.get(random.nextInt(operations.size()));
      patience(operation);
      SimJob job = SimJob.draw(random, operation);
      long start = now;
      long lost = leaps + current.frozenNs;
      Outcome outcome = dispatcher.execute(job.job, result);
      jobs++;
      long took = now - start - (leaps + current.frozenNs - lost);
      // Invariant: the error of a mapping that is gone reaches nobody outside.
      if (current.pending != null) {
        throw new Violation("the error of a mapping that is gone comes in the caller's code");
      }
      trace(outcome.toString().hashCode());
      job.check(outcome, result);
      // Invariant: a deadline bounds every call.
      if (took > CEILING_NS + SLACK_NS) {
        throw new Violation("a call took " + took + " ns, its deadline is " + CEILING_NS);
      }
      lossesHaveReasons();
    }
    callersLeft--;
  }

  /** Most callers come when there is a queue: else software would do most of the work. */
  private void patience(Operation operation) {
    if (random.nextInt(8) == 0) {
      sleepUntil(now + random.nextLong(1_000_000));
    }
    for (int n = random.nextInt(4) * 10; n > 0 && !dispatcher.wouldTake(operation, 100); n--) {
      sleepUntil(now + 1 + random.nextLong(500_000));
    }
  }

  private void lossesHaveReasons() {
    for (Bound each : bound) {
      Map<dev.doorbell.offload.binding.EvictionCause, Long> evictions =
          each.binding().stats().evictions();
      for (var cause : evictions.keySet()) {
        if (!chaos.explains(cause)) {
          throw new Violation(each.device.name() + " was lost for " + cause + " without a reason");
        }
      }
    }
  }

  private void maintain(Bound it) {
    while (!it.binding().isClosed()) {
      it.woken = false;
      long due = it.binding().maintain();
      if (!it.woken && due - now > 0) {
        sleepUntil(due);
      }
    }
  }

  /** All faults end, and what they left is undone. */
  private void heal() {
    chaos.end();
    kernel.refuseOneOf = 0;
    for (int fd : List.copyOf(strangers)) {
      closeAsStranger(fd);
    }
  }

  /** After the callers: all has to become well again, with nothing lost. */
  private void finish() {
    long start = now;
    for (Bound each : bound) {
      // Invariant: a device that works again is used again.
      while (each.binding().stats().state() != BindingState.ACTIVE) {
        if (now - start > RECOVERY_NS) {
          throw new Violation(each.device.name() + " did not come back: " + each.engine.status());
        }
        sleepUntil(now + 100_000);
      }
    }
    JobResult result = new JobResult();
    for (Operation operation : operations) {
      SimJob job = SimJob.draw(random, operation);
      job.check(dispatcher.execute(job.job, result), result);
      jobs++;
    }
    for (Bound each : bound) {
      // Invariant: no slot is lost.
      int lost = BindingProbe.lostEntries(each.binding(), each.device, plan.queuesPerType());
      if (lost > 0) {
        throw new Violation(each.device.name() + " has lost " + lost + " slots");
      }
    }
    lossesHaveReasons();
    bound.forEach(each -> each.binding().beginClose());
  }

  private void atTheEnd() {
    long counted = dispatcher.counters().rows().stream().mapToLong(JobCounters.Row::jobs).sum();
    require(counted == jobs, "each job is counted once: " + counted + " of " + jobs);
    require(ledger.lent() == 0, "every slab is back: " + ledger.lent() + " are not");
    require(pool.lentBytes() == 0, "the pool's own account is even");
    for (Bound each : bound) {
      var stats = each.binding().stats();
      require(stats.quarantinedBytes() == 0, "the quarantine is empty");
      stats.evictions().forEach((cause, n) -> counts.merge("lost " + cause, n, Long::sum));
      counts.merge("rebinds", stats.rebinds(), Long::sum);
      counts.merge("abandoned jobs", stats.abandonedJobs(), Long::sum);
    }
    for (TwinDevice device : devices) {
      String node = twin.deviceRoot().resolve(device.name()).toString();
      require(twin.systemCalls().references(node) == 0, "nothing of the device is held");
    }
    dispatcher
        .counters()
        .rows()
        .forEach(row -> counts.merge("jobs " + row.reason(), row.jobs(), Long::sum));
    chaos.count(counts);
    if (!plan.isFaulty()) {
      counts.merge("runs without faults", 1L, Long::sum);
    }
  }

  private static void require(boolean holds, String invariant) {
    if (!holds) {
      throw new Violation("does not hold: " + invariant);
    }
  }

  private Fault onStep(StepEvent event) {
    trace.add(-2, event.queue() * 16 + event.step().ordinal());
    counts.merge("device steps", 1L, Long::sum);
    TwinDevice device = null;
    for (TwinDevice each : devices) {
      device = each.name().equals(event.device()) ? each : device;
    }
    try {
      if (event.step() == Step.FETCHED) {
        ledger.fetched(device, event.queue());
      } else if (event.step() == Step.EXECUTED || event.step() == Step.OUTPUT_HALF_WRITTEN) {
        ledger.writes(device, event.queue());
      }
    } catch (Violation e) {
      fail(e);
      throw e;
    }
    return chaos.onStep(event);
  }

  private String where() {
    StringBuilder text = new StringBuilder();
    for (Fiber fiber : fibers) {
      text.append(fiber.name)
          .append(fiber.done ? " done" : fiber.sleeping ? " sleeps" : " runs")
          .append("; ");
    }
    bound.forEach(each -> text.append(each.binding().stats()));
    return text.toString();
  }

  private void tearDown() {
    for (Fiber fiber : fibers) {
      if (!fiber.done) {
        fiber.abandon();
      }
    }
    for (int fd : List.copyOf(strangers)) {
      closeAsStranger(fd);
    }
    if (twin != null) {
      twin.close();
    }
    if (failure == null && pool != null) {
      pool.close();
    }
  }

  @Override
  public String toString() {
    return "seed " + seed + ": " + plan;
  }
}
