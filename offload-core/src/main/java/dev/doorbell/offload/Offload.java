package dev.doorbell.offload;

import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.offload.dispatch.Dispatcher;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineProvider;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.route.RoutePolicy;
import dev.doorbell.offload.route.Router;
import dev.doorbell.offload.telemetry.JobCounters;
import dev.doorbell.offload.telemetry.JobLatency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Everything between the API edge and the devices: one object per process is enough ({@link
 * #shared()}). Any thread.
 */
public final class Offload implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Offload.class.getName());

  /** One caller's stream does not have to keep more queues than these busy. */
  private static final int MOST_QUEUES_PER_STREAM = 8;

  private final OffloadConfig config;
  private final EngineProvider software;
  private final Optional<Twin> twin;
  private final BoundDevices devices;
  private final Dispatcher dispatcher;
  private final int pieceParallelism;
  private final Helpers helpers;

  /** Null for instances over engines that are not ours. */
  private volatile @Nullable Telemetry telemetry;

  private Offload(
      OffloadConfig config,
      EngineProvider software,
      Optional<Twin> twin,
      BoundDevices devices,
      List<Engine> queues) {
    this.config = config;
    this.software = software;
    this.twin = twin;
    this.devices = devices;
    RoutePolicy policy =
        new RoutePolicy(
            config.routeMinBytes(), config.routeMinBytesByOperation(), config.disabledOperations());
    long compressors =
        queues.stream().filter(it -> it.capability(Operation.DEFLATE_RAW) != null).count();
    int deflateQueues =
        (int) Math.min(compressors * config.queuesPerType(), MOST_QUEUES_PER_STREAM);
    pieceParallelism = Math.max(config.codecParallelism(), deflateQueues);
    helpers = new Helpers(Math.max(1, pieceParallelism - 1));
    dispatcher =
        new Dispatcher(new Router(software.softwareEngine(), queues, policy), config.verifyEvery());
  }

  private static final class Shared {
    static final Offload INSTANCE = openShared();

    private static Offload openShared() {
      OffloadConfig config = OffloadConfig.fromSystem();
      return open(config, openTwin(config), true);
    }
  }

  /**
   * The process's own instance, opened from {@link OffloadConfig#fromSystem()} at the first call
   * and not closed but by whoever takes it that far. JMX shows it as {@code
   * dev.doorbell:type=Offload}.
   */
  public static Offload shared() {
    return Shared.INSTANCE;
  }

  /**
   * Finds the devices that {@code config} allows and starts to bind their queues in the background;
   * until they are ready, and where there are none, everything runs in software.
   *
   * @throws IllegalStateException without a software engine on the class path or module path
   *     (artifact doorbell-fallback)
   */
  public static Offload open(OffloadConfig config) {
    return open(config, openTwin(config), false);
  }

  /**
   * As {@link #open(OffloadConfig)}, on the devices of a twin that the caller made: to see how an
   * application behaves when its accelerator misbehaves. The twin is closed together with the
   * returned object.
   */
  public static Offload open(OffloadConfig config, Twin twin) {
    return open(config, Optional.of(twin), false);
  }

  private static Offload open(OffloadConfig config, Optional<Twin> twin, boolean shared) {
    config.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    EngineProvider software = findSoftware(config);
    List<Finding> findings =
        twin.map(it -> Discovery.discover(it::systemCalls, it.sysfsRoot(), it.deviceRoot()))
            .orElseGet(() ->
                config.devices().contains("none") || config.devices().contains("twin")
                    ? List.of()
                    : Discovery.ofKernel(config));
    BoundDevices devices = new BoundDevices(config, findings);
    Offload offload = new Offload(config, software, twin, devices, devices.engines());
    // Before anything happens that a recording would tell.
    offload.telemetry = new Telemetry(offload, devices.engines(), shared);
    devices.start();
    return offload;
  }

  private static Optional<Twin> openTwin(OffloadConfig config) {
    if (!config.devices().contains("twin")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Twin.parse(config.twinDevices(), config.twinFaults()));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.log(
          System.Logger.Level.WARNING, "no twin: {0}; everything runs in software", e.toString());
      return Optional.empty();
    }
  }

  /**
   * For tests and embedding: the given engines in place of devices. They are not closed with this
   * object.
   */
  public static Offload withEngines(OffloadConfig config, List<Engine> queues) {
    return new Offload(
        config,
        findSoftware(config),
        Optional.empty(),
        new BoundDevices(config, List.of()),
        queues);
  }

  private static EngineProvider findSoftware(OffloadConfig config) {
    EngineProvider software = findSoftware();
    software.useCodecLibrary(config.codecLibrary());
    return software;
  }

  private static EngineProvider findSoftware() {
    return ServiceLoader.load(EngineProvider.class, Offload.class.getClassLoader())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "no software engine found: add dev.doorbell:doorbell-fallback"));
  }

  /**
   * The smallest size for which {@link #offer} can ever say yes; {@link Long#MAX_VALUE} where there
   * is no device or the operation is switched off. Constant: callers may keep it, so that work
   * below it costs them one comparison.
   */
  public long offerFrom(Operation operation) {
    return dispatcher.offerFrom(operation);
  }

  /**
   * Whether a queue would take a job of this size now. If not, the caller runs it in its own
   * software session ({@link #software()}), and it is counted as such, with the reason.
   */
  public boolean offer(Operation operation, long bytes) {
    return dispatcher.offer(operation, bytes);
  }

  /**
   * As {@link #offer}, without counting: for callers that do not know yet how much there will be.
   */
  public boolean wouldTake(Operation operation, long bytes) {
    return dispatcher.wouldTake(operation, bytes);
  }

  /**
   * Runs {@code job} to an answer, on a queue or in software; blocks the caller for a bounded time.
   *
   * @param result the sizes, valid after {@link Outcome.Done}
   * @return {@link Outcome.Done} or {@link Outcome.Rejected}
   */
  public Outcome execute(Job job, JobResult result) {
    return dispatcher.execute(job, result);
  }

  /**
   * How many pieces of one stream may be compressed at the same time: as the configuration says,
   * and where queues compress, one for each of them, up to 8.
   */
  public int pieceParallelism() {
    return pieceParallelism;
  }

  /**
   * Has {@code task} run by a helper thread as soon as one is free, which may be never: the caller
   * has to be ready to run it itself.
   */
  public void help(Runnable task) {
    helpers.execute(task);
  }

  /** Where software ciphers come from. */
  public EngineProvider software() {
    return software;
  }

  public OffloadConfig config() {
    return config;
  }

  /** Jobs and bytes by engine, operation and reason. */
  public List<JobCounters.Row> counters() {
    return dispatcher.counters().rows();
  }

  /** How long jobs took on queues, by device and operation; empty without HdrHistogram. */
  public List<JobLatency> latencies() {
    return devices.latencies();
  }

  /** Jobs that are on queues at this moment. */
  public int jobsInFlight() {
    return devices.jobsInFlight();
  }

  /** Answers of queues that were looked at twice so far ({@code doorbell.verify}). */
  public long verifiedJobs() {
    return dispatcher.verifiedJobs();
  }

  /** Every device that was found, usable or not. */
  public List<DeviceReport> devices() {
    return devices.reports();
  }

  /**
   * Asks every device that has queues for known answers to all that it claims, where an application
   * would have each asked before its first job. For diagnosis: it keeps the devices busy for a
   * while, and the caller for a bounded time.
   */
  public List<Ability> prove() {
    return devices.prove();
  }

  /** Staging memory that jobs in flight and quarantines hold at this moment, in bytes. */
  public long stagingBytesInUse() {
    return devices.lentBytes();
  }

  /** The twin, where {@code doorbell.devices=twin}: to break on purpose, and for its counters. */
  public Optional<Twin> twin() {
    return twin;
  }

  /**
   * Waits until every usable device has proven its queues. Nobody has to: until then, jobs run in
   * software.
   *
   * @return false when the time was over before
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return devices.awaitActive(timeout.toNanos());
  }

  /**
   * Gives all queues back, after the jobs in flight have ended; jobs that come later run in
   * software. Blocks while the kernel drains the devices, some seconds at most.
   */
  @Override
  public void close() {
    Telemetry seen = telemetry;
    if (seen != null) {
      seen.close();
    }
    helpers.close();
    devices.close();
    twin.ifPresent(Twin::close);
    software.close();
  }
}
