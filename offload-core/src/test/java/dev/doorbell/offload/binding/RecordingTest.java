package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.TwinDeviceSpec;
import dev.doorbell.offload.dispatch.Dispatcher;
import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.route.RoutePolicy;
import dev.doorbell.offload.route.Router;
import dev.doorbell.offload.telemetry.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** What a real recording tells of a device that is lost and comes back. */
class RecordingTest {
  /** Says yes to everything and touches nothing: what software computes is not looked at here. */
  private static final class Yes implements Engine {
    @Override
    public String name() {
      return "software";
    }

    @Override
    public Capability capability(Operation operation) {
      return new Capability(operation, 0, Integer.MAX_VALUE);
    }

    @Override
    public EngineStatus status() {
      return EngineStatus.ALWAYS_READY;
    }

    @Override
    public Outcome execute(Job job, JobResult result) {
      result.set(job.inputBytes(), 7);
      return Outcome.Done.DONE;
    }
  }

  private static TwinRig rigByHand(FaultPlan faults) {
    return new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), faults, 10_000);
  }

  private static Dispatcher dispatcher(TwinRig rig, long minBytes) {
    return new Dispatcher(
        new Router(new Yes(), List.of(rig.engine), new RoutePolicy(minBytes, Map.of(), Set.of())));
  }

  private static void reset(TwinRig rig) {
    for (int queue : rig.device.queues()) {
      rig.device.reset(queue);
    }
  }

  private static void untilActive(TwinRig rig) {
    TwinRig.await(
        "active",
        () -> {
          rig.aheadNs += 100_000_000;
          rig.maintain();
          return rig.engine.binding().stats().state() == BindingState.ACTIVE;
        });
  }

  private static Job job(int blocks) {
    return Jobs.cbc(new SplittableRandom(1), blocks).job();
  }

  @Test
  void anEvictionReadsAsAStory() {
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(FaultPlan.NONE)) {
      Dispatcher dispatcher = dispatcher(rig, 0);
      String device = rig.engine.name();
      untilActive(rig);
      assertEquals(Outcome.Done.DONE, dispatcher.execute(job(4), new JobResult()));
      reset(rig);
      assertEquals(Outcome.Done.DONE, dispatcher.execute(job(5), new JobResult()));
      untilActive(rig);
      List<RecordedEvent> events = recorded.events();

      assertEquals(
          List.of("Rebind", "Job", "Eviction", "Fallback", "Job", "Rebind"),
          Recorded.story(events, "Rebind", "Job", "Eviction", "Fallback"));
      RecordedEvent eviction = Recorded.named(events, "Eviction").getFirst();
      assertEquals(device, eviction.getString("device"));
      assertEquals("RESET", eviction.getString("cause"));
      assertEquals(1, eviction.getLong("generation"));
      assertEquals(1, eviction.getLong("completedJobs"));
      assertEquals(1, eviction.getInt("lossesInRow"));
      RecordedEvent fallback = Recorded.named(events, "Fallback").getFirst();
      assertEquals(device, fallback.getString("device"));
      assertEquals("AES_CBC", fallback.getString("operation"));
      assertEquals("EVICTED", fallback.getString("reason"));
      assertEquals(80, fallback.getLong("inputBytes"));
      RecordedEvent rebind = Recorded.named(events, "Rebind").getLast();
      assertEquals(device, rebind.getString("device"));
      assertEquals(2, rebind.getLong("generation"));
      assertEquals(
          Duration.ofNanos(100_000_000).compareTo(rebind.getDuration("awayNs")) <= 0,
          true,
          () -> "away for " + rebind.getDuration("awayNs"));
      assertTrue(rebind.getInt("provenOperations") >= 3, rebind::toString);
    }
  }

  @Test
  void aJobSaysWhereItRanAndWhy() {
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(FaultPlan.NONE)) {
      untilActive(rig);
      Dispatcher dispatcher = dispatcher(rig, 100);
      dispatcher.execute(job(8), new JobResult());
      dispatcher.execute(job(1), new JobResult());
      List<RecordedEvent> jobs = Recorded.named(recorded.events(), "Job");
      assertEquals(2, jobs.size());
      RecordedEvent onQueue = jobs.getFirst();
      assertEquals(rig.engine.name(), onQueue.getString("engine"));
      assertEquals("AES_CBC", onQueue.getString("operation"));
      assertEquals("PREFERRED", onQueue.getString("reason"));
      assertEquals("DONE", onQueue.getString("outcome"));
      assertEquals(128, onQueue.getLong("inputBytes"));
      assertEquals(128, onQueue.getLong("outputBytes"));
      assertFalse(onQueue.getDuration().isZero());
      assertNull(onQueue.getStackTrace());
      assertEquals("software", jobs.getLast().getString("engine"));
      assertEquals("TOO_SMALL", jobs.getLast().getString("reason"));
      assertEquals(7, jobs.getLast().getLong("outputBytes"));
    }
  }

  @Test
  void aRuleThatKeepsAJobInSoftwareIsNoFallback() {
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(FaultPlan.NONE)) {
      untilActive(rig);
      dispatcher(rig, 1000).execute(job(1), new JobResult());
      assertEquals(List.of(), Recorded.named(recorded.events(), "Fallback"));
    }
  }

  @Test
  void anOfferThatIsDeclinedForAQueuesStateIsAFallback() {
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(FaultPlan.NONE)) {
      Dispatcher dispatcher = dispatcher(rig, 0);
      assertFalse(dispatcher.offer(Operation.AES_CBC, 4096));
      assertFalse(dispatcher.wouldTake(Operation.AES_CBC, 4096));
      List<RecordedEvent> fallbacks = Recorded.named(recorded.events(), "Fallback");
      assertEquals(1, fallbacks.size(), "only what is counted is told");
      assertNull(fallbacks.getFirst().getString("device"));
      assertEquals("EVICTED", fallbacks.getFirst().getString("reason"));
      assertEquals(4096, fallbacks.getFirst().getLong("inputBytes"));
    }
  }

  @Test
  void memoryThatIsHeldBackIsToldAndSoIsItsRelease() {
    FaultPlan losesTheJob = FaultPlan.parse("lose:every=1:limit=1,seed=1");
    try (Recorded recorded = new Recorded();
        TwinRig rig = new TwinRig(TwinDeviceSpec.of("hisi_sec2", 3), losesTheJob, 20)) {
      // Whichever job is lost, a known answer or ours: it is given up at its deadline.
      TwinRig.await(
          "held and released",
          () -> {
            rig.aheadNs += 100_000_000;
            rig.maintain();
            rig.engine.execute(job(1), new JobResult());
            return rig.engine.binding().stats().abandonedJobs() > 0
                && rig.engine.binding().stats().quarantinedBytes() == 0;
          });
      List<RecordedEvent> quarantine = Recorded.named(recorded.events(), "Quarantine");
      RecordedEvent held = quarantine.getFirst();
      assertEquals("HELD", held.getString("change"));
      assertEquals(rig.engine.name(), held.getString("device"));
      assertEquals(held.getLong("bytes"), held.getLong("heldBytes"));
      assertTrue(held.getLong("bytes") >= 8192, held::toString);
      RecordedEvent released = quarantine.getLast();
      assertEquals("RELEASED", released.getString("change"));
      assertEquals(0, released.getLong("heldBytes"));
    }
  }

  @Test
  void aWrongKnownAnswerIsToldWithItsOperation() {
    FaultPlan everyAnswerIsWrong = FaultPlan.parse("corrupt:every=1:step=executed,seed=1");
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(everyAnswerIsWrong)) {
      rig.maintain();
      List<RecordedEvent> events = recorded.events();
      List<RecordedEvent> failures = Recorded.named(events, "KnownAnswerFailure");
      assertTrue(
          failures.stream().anyMatch(each -> each.getString("operation").equals("AES_CBC")),
          failures::toString);
      assertEquals(
          "KNOWN_ANSWER", Recorded.named(events, "Eviction").getFirst().getString("cause"));
    }
  }

  @Test
  void aDeviceThatIsGivenUpForGoodSaysWhy() {
    try (Recorded recorded = new Recorded();
        TwinRig rig = rigByHand(FaultPlan.NONE)) {
      untilActive(rig);
      rig.engine.retire("byte 3 of 16 differs");
      List<RecordedEvent> events = recorded.events();
      RecordedEvent breaker = Recorded.named(events, "Breaker").getFirst();
      assertEquals("RETIRED", breaker.getString("change"));
      assertEquals("byte 3 of 16 differs", breaker.getString("detail"));
      assertEquals(
          "WRONG_ANSWER", Recorded.named(events, "Eviction").getFirst().getString("cause"));
    }
  }

  @Test
  void aDeviceIsBarredTriedAndAdmitted() {
    try (Recorded recorded = new Recorded()) {
      BindingJournal journal = new BindingJournal("hisi_zip-0");
      journal.moved(BindingState.DRAINING, BindingState.QUARANTINED, "lost 6 times in a row", 6, 6);
      journal.moved(BindingState.QUARANTINED, BindingState.QUARANTINED, "still", 6, 6);
      journal.moved(BindingState.QUARANTINED, BindingState.PROBATION, "opening queues", 6, 6);
      journal.moved(BindingState.PROBATION, BindingState.ACTIVE, "ready", 7, 6);
      journal.bound(7, 9, 1000, 6);
      journal.bound(8, 9, 1000, 0);
      assertEquals(
          List.of("BARRED", "TRIAL", "ADMITTED"),
          Recorded.named(recorded.events(), "Breaker").stream()
              .map(event -> event.getString("change"))
              .toList());
    }
  }
}
