package dev.doorbell.offload;

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
import java.util.List;
import java.util.ServiceLoader;

/**
 * Everything between the API edge and the devices: one object per process is enough ({@link #shared()}). Any thread.
 */
public final class Offload implements AutoCloseable {
  private final OffloadConfig config;
  private final EngineProvider software;
  private final Dispatcher dispatcher;

  private Offload(OffloadConfig config, EngineProvider software, List<Engine> queues) {
    this.config = config;
    this.software = software;
    RoutePolicy policy = new RoutePolicy(config.routeMinBytes(), config.routeMinBytesByOperation(), config.disabledOperations());
    dispatcher = new Dispatcher(new Router(software.softwareEngine(), queues, policy));
  }

  private static final class Shared {
    static final Offload INSTANCE = open(OffloadConfig.fromSystem());
  }

  /** The process's own instance, opened from {@link OffloadConfig#fromSystem()} at the first call and never closed. */
  public static Offload shared() {
    return Shared.INSTANCE;
  }

  /**
   * Finds the devices that {@code config} allows and starts to bind their queues in the background; until they are ready, and where there
   * are none, everything runs in software.
   *
   * @throws IllegalStateException without a software engine on the class path or module path (artifact doorbell-fallback)
   */
  public static Offload open(OffloadConfig config) {
    return new Offload(config, findSoftware(), List.of());
  }

  /** For tests and embedding: the given engines in place of devices. They are not closed with this object. */
  public static Offload withEngines(OffloadConfig config, List<Engine> queues) {
    return new Offload(config, findSoftware(), queues);
  }

  private static EngineProvider findSoftware() {
    return ServiceLoader.load(EngineProvider.class, Offload.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no software engine found: add dev.doorbell:doorbell-fallback"));
  }

  /**
   * The smallest size for which {@link #offer} can ever say yes; {@link Long#MAX_VALUE} where there is no device or the operation is
   * switched off. Constant: callers may keep it, so that work below it costs them one comparison.
   */
  public long offerFrom(Operation operation) {
    return dispatcher.offerFrom(operation);
  }

  /**
   * Whether a queue would take a job of this size now. If not, the caller runs it in its own software session ({@link #software()}), and it
   * is counted as such, with the reason.
   */
  public boolean offer(Operation operation, long bytes) {
    return dispatcher.offer(operation, bytes);
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

  @Override
  public void close() {}
}
