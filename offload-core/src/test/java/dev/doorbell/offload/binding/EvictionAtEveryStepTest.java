package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.device.twin.Fault;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.FaultPlan;
import dev.doorbell.offload.device.twin.Step;
import dev.doorbell.offload.job.DeflateJob.Ending;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way to lose a queue, at each step of a job: the answer is right or there is none, and
 * everything comes back.
 */
class EvictionAtEveryStepTest {
  private static final List<FaultKind> LOSSES =
      List.of(
          FaultKind.RESET,
          FaultKind.RESET_DEVICE,
          FaultKind.UNBIND,
          FaultKind.REMOVE,
          FaultKind.LOSE,
          FaultKind.DUPLICATE,
          FaultKind.BAD_PHASE,
          FaultKind.BAD_HEAD,
          FaultKind.ERROR,
          FaultKind.TOO_LONG);

  static Stream<Arguments> lossesAtSteps() {
    return LOSSES.stream()
        .flatMap(kind ->
            Stream.of(Step.values())
                .filter(step -> step.compareTo(kind.latestStep()) <= 0)
                .map(step -> Arguments.of(kind, step)));
  }

  /** Long enough that the twin itself never ends an unbinding within the job's deadline. */
  private static Fault fault(FaultKind kind) {
    return kind.isTimed()
        ? Fault.lasting(kind, Duration.ofMillis(kind == FaultKind.UNBIND ? 400 : 20))
        : Fault.of(kind);
  }

  private static void survives(
      TwinRig rig,
      int queue,
      FaultKind kind,
      Step step,
      Function<SplittableRandom, Jobs.Checked> jobs) {
    SplittableRandom random = new SplittableRandom(kind.ordinal() * 100L + step.ordinal());
    long generation = rig.engine.status().generation();
    rig.device.injectNext(queue, step, fault(kind));
    Jobs.Checked checked = jobs.apply(random);
    JobResult result = new JobResult();
    Outcome outcome = rig.engine.execute(checked.job(), result);
    if (outcome == Outcome.Done.DONE) {
      assertTrue(checked.isRight(result.produced()), "wrong bytes");
    } else {
      assertTrue(!outcome.isAnswer(), "answered " + outcome);
      assertTrue(checked.isUntouched(), "no answer, but the caller's buffer changed");
    }
    // The first job after the loss may still find the queue dead (a fault behind the completion);
    // the second finds a new one.
    TwinRig.await(
        "working again after " + kind + " at " + step,
        () -> {
          Jobs.Checked next = jobs.apply(random);
          Outcome again = rig.engine.execute(next.job(), result);
          assertTrue(
              !again.isAnswer() || (again == Outcome.Done.DONE && next.isRight(result.produced())),
              "wrong answer " + again);
          return again == Outcome.Done.DONE;
        });
    if (!outcome.isAnswer() && !(outcome instanceof Outcome.Faulted)) {
      assertTrue(rig.engine.status().generation() > generation, "a loss raises the generation");
    }
    assertEquals(0, rig.engine.binding().stats().quarantinedBytes());
    assertEquals(0, rig.pool.lentBytes(), "a slab is missing");
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("lossesAtSteps")
  void cipherJobsSurvive(FaultKind kind, Step step) {
    try (TwinRig rig = TwinRig.sec(FaultPlan.NONE)) {
      survives(rig, rig.device.queues()[0], kind, step, random -> Jobs.cbc(random, 64));
    }
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("lossesAtSteps")
  void authenticatedJobsSurvive(FaultKind kind, Step step) {
    try (TwinRig rig = TwinRig.sec(FaultPlan.NONE)) {
      survives(rig, rig.device.queues()[0], kind, step, random -> Jobs.gcm(random, 1000));
    }
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("lossesAtSteps")
  void compressionPiecesSurvive(FaultKind kind, Step step) {
    try (TwinRig rig = TwinRig.zip(FaultPlan.NONE)) {
      survives(
          rig,
          rig.device.queues()[0],
          kind,
          step,
          random -> Jobs.deflate(random, 20_000, Ending.PIECE));
    }
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("lossesAtSteps")
  void decompressionSurvives(FaultKind kind, Step step) {
    try (TwinRig rig = TwinRig.zip(FaultPlan.NONE)) {
      survives(rig, rig.device.queues()[1], kind, step, random -> Jobs.inflate(random, 20_000));
    }
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("lossesAtSteps")
  void searchesOfZstdBlocksSurvive(FaultKind kind, Step step) {
    try (TwinRig rig = TwinRig.zip(FaultPlan.NONE)) {
      // Its proof is due with the first job, and is not what is to be hit.
      Jobs.Checked first = Jobs.search(new SplittableRandom(1), 1000);
      assertEquals(Outcome.Done.DONE, rig.engine.execute(first.job(), new JobResult()));
      survives(rig, rig.device.queues()[0], kind, step, random -> Jobs.search(random, 20_000));
    }
  }
}
