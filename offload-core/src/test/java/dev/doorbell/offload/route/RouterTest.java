package dev.doorbell.offload.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.engine.EngineStatus.State;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private static final RoutePolicy ALL = new RoutePolicy(0, Map.of(), Set.of());

  /** Does nothing but say what it could do. */
  private record Named(String name, Set<Operation> operations, State state) implements Engine {
    @Override
    public Capability capability(Operation operation) {
      return operations.contains(operation) ? new Capability(operation, 1, 1000) : null;
    }

    @Override
    public EngineStatus status() {
      return new EngineStatus(state, "", 1);
    }

    @Override
    public Outcome execute(Job job, JobResult result) {
      throw new AssertionError("a router executes nothing");
    }
  }

  private static final Engine SOFTWARE =
      new Named("software", EnumSet.allOf(Operation.class), State.READY);

  private static Named queue(State state) {
    return new Named("queue", Set.of(Operation.AES_GCM), state);
  }

  private static Route route(
      RoutePolicy policy, Operation operation, long bytes, Engine... queues) {
    return new Router(SOFTWARE, List.of(queues), policy).decide(operation, bytes, null, 0);
  }

  @Test
  void aReadyQueueIsPreferred() {
    Engine queue = queue(State.READY);
    Route route = route(ALL, Operation.AES_GCM, 100, queue);
    assertSame(queue, route.engine());
    assertEquals(RouteReason.PREFERRED, route.reason());
  }

  @Test
  void withoutDevicesTheReasonIsThat() {
    assertEquals(RouteReason.NO_DEVICE, route(ALL, Operation.AES_GCM, 100).reason());
  }

  @ParameterizedTest
  @CsvSource({
    "UNBOUND, EVICTED",
    "EVICTED, EVICTED",
    "QUARANTINED, QUARANTINED",
    "DISABLED, DISABLED"
  })
  void aQueueThatIsNotReadyGivesItsReason(State state, RouteReason reason) {
    Route route = route(ALL, Operation.AES_GCM, 100, queue(state));
    assertSame(SOFTWARE, route.engine());
    assertEquals(reason, route.reason());
  }

  @Test
  void anOperationThatNobodyHasIsUnsupported() {
    assertEquals(
        RouteReason.UNSUPPORTED, route(ALL, Operation.AES_CTR, 100, queue(State.READY)).reason());
  }

  @Test
  void aJobThatIsTooLargeForTheQueueIsUnsupported() {
    assertEquals(
        RouteReason.UNSUPPORTED, route(ALL, Operation.AES_GCM, 1001, queue(State.READY)).reason());
  }

  @Test
  void aJobBelowTheThresholdIsTooSmall() {
    RoutePolicy policy = new RoutePolicy(-1, Map.of(Operation.AES_GCM, 50L), Set.of());
    assertEquals(
        RouteReason.TOO_SMALL, route(policy, Operation.AES_GCM, 49, queue(State.READY)).reason());
    assertEquals(
        RouteReason.PREFERRED, route(policy, Operation.AES_GCM, 50, queue(State.READY)).reason());
  }

  @Test
  void aDisabledOperationStaysInSoftware() {
    RoutePolicy policy = new RoutePolicy(0, Map.of(), Set.of(Operation.AES_GCM));
    assertEquals(
        RouteReason.DISABLED, route(policy, Operation.AES_GCM, 100, queue(State.READY)).reason());
  }

  @Test
  void aSecondDeviceTakesOverFromAnEvictedOne() {
    Engine second = queue(State.READY);
    assertSame(second, route(ALL, Operation.AES_GCM, 100, queue(State.EVICTED), second).engine());
  }

  @Test
  void turnsSpreadCallersOverDevices() {
    Engine first = new Named("first", Set.of(Operation.AES_GCM), State.READY);
    Engine second = new Named("second", Set.of(Operation.AES_GCM), State.READY);
    Router router = new Router(SOFTWARE, List.of(first, second), ALL);
    assertSame(first, router.decide(Operation.AES_GCM, 1, null, 4).engine());
    assertSame(second, router.decide(Operation.AES_GCM, 1, null, 5).engine());
    assertSame(second, router.decide(Operation.AES_GCM, 1, null, -1).engine());
  }
}
