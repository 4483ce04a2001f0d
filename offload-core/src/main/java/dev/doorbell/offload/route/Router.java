package dev.doorbell.offload.route;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the engine for a job. Software supports everything, so a route always exists; when it is
 * software, the reason is that of the queue that came closest. Allocates nothing: all routes exist
 * from the start.
 */
public final class Router {
  private final Engine software;
  private final Engine[] queues;
  private final RoutePolicy policy;
  private final Set<Operation> claimed = EnumSet.noneOf(Operation.class);
  private final Route[] preferred;
  private final Route[] onSoftware;

  /**
   * @param queues in order of preference; may be empty
   */
  public Router(Engine software, List<Engine> queues, RoutePolicy policy) {
    this.software = software;
    this.queues = queues.toArray(Engine[]::new);
    this.policy = policy;
    for (Operation operation : Operation.values()) {
      if (queues.stream().anyMatch(engine -> engine.capability(operation) != null)) {
        claimed.add(operation);
      }
    }
    preferred =
        queues.stream()
            .map(engine -> new Route(engine, RouteReason.PREFERRED))
            .toArray(Route[]::new);
    onSoftware = new Route[RouteReason.values().length];
    for (RouteReason reason : RouteReason.values()) {
      onSoftware[reason.ordinal()] = new Route(software, reason);
    }
  }

  /**
   * @param job the job itself where it exists already, or null: then only the operation and size
   *     are looked at
   * @param turn where among several ready queues the search begins: spreads callers over devices
   */
  public Route decide(Operation operation, long bytes, @Nullable Job job, int turn) {
    int n = queues.length;
    if (n == 0) {
      return software(RouteReason.NO_DEVICE);
    }
    if (policy.disabled(operation)) {
      return software(RouteReason.DISABLED);
    }
    RouteReason closest = RouteReason.UNSUPPORTED;
    int start = Math.floorMod(turn, n);
    for (int i = 0; i < n; i++) {
      int index = start + i < n ? start + i : start + i - n;
      Engine engine = queues[index];
      Capability capability = engine.capability(operation);
      if (capability == null || !capability.fits(bytes) || (job != null && !engine.accepts(job))) {
        continue;
      }
      if (bytes < policy.minBytes(operation)) {
        return software(RouteReason.TOO_SMALL);
      }
      EngineStatus status = engine.status();
      switch (status.state()) {
        case READY -> {
          return preferred[index];
        }
        case UNBOUND, EVICTED -> closest = RouteReason.EVICTED;
        case QUARANTINED -> closest = RouteReason.QUARANTINED;
        case DISABLED ->
            closest = closest == RouteReason.UNSUPPORTED ? RouteReason.DISABLED : closest;
      }
    }
    return software(closest);
  }

  /**
   * The smallest size that a queue may ever be chosen for; {@link Long#MAX_VALUE} where none is.
   * Constant, by what the devices claimed when this object was made.
   */
  public long offerFrom(Operation operation) {
    return policy.disabled(operation) || !claimed.contains(operation)
        ? Long.MAX_VALUE
        : policy.minBytes(operation);
  }

  /** The route of a job that goes, or goes on, in software. */
  public Route software(RouteReason reason) {
    return onSoftware[reason.ordinal()];
  }

  public Engine softwareEngine() {
    return software;
  }

  public List<Engine> queueEngines() {
    return List.of(queues);
  }
}
