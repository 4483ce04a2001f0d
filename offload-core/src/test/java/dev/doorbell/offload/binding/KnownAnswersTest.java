package dev.doorbell.offload.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When an operation counts as proven, as disproven, and as neither. */
class KnownAnswersTest {
  private static TwinRig rig;

  @BeforeAll
  static void open() {
    rig = TwinRig.patient();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static KnownAnswers with(BiFunction<Job, JobResult, Outcome> runner) {
    return new KnownAnswers(rig.engine.binding().device(), runner, (_, _) -> {});
  }

  static List<Outcome> noAnswers() {
    return List.of(Outcome.Busy.BUSY, Outcome.Evicted.RESET, Outcome.Evicted.TIMEOUT);
  }

  @ParameterizedTest
  @MethodSource("noAnswers")
  void queuesThatAreLostOrFullLeaveTheQuestionOpen(Outcome noAnswer) {
    boolean[] working = new boolean[1];
    KnownAnswers answers =
        with((job, result) -> working[0] ? rig.engine.execute(job, result) : noAnswer);
    assertEquals(noAnswer, answers.prove(Operation.SM4_CCM));
    assertFalse(answers.isRight(Operation.SM4_CCM) || answers.isWrong(Operation.SM4_CCM));
    working[0] = true;
    assertEquals(Outcome.Done.DONE, answers.prove(Operation.SM4_CCM));
    assertTrue(answers.isRight(Operation.SM4_CCM));
  }

  @Test
  void aWrongAnswerIsRemembered() {
    int[] asked = new int[1];
    KnownAnswers answers =
        with((job, result) -> {
          asked[0]++;
          result.set(job.inputBytes(), job.inputBytes());
          return Outcome.Done.DONE; // and nothing written
        });
    assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_XTS));
    assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_XTS));
    assertTrue(answers.isWrong(Operation.AES_XTS));
    assertEquals(1, asked[0]);
  }

  @Test
  void aForgedTagThatPassesDisprovesAnAead() {
    KnownAnswers answers =
        with((job, result) -> {
          Outcome outcome = rig.engine.execute(job, result);
          return outcome == Outcome.Rejected.BAD_TAG ? Outcome.Done.DONE : outcome;
        });
    assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_CCM));
  }

  @Test
  void whileOneProvesTheOthersAreSentAway() {
    List<Outcome> meanwhile = new ArrayList<>();
    KnownAnswers[] answers = new KnownAnswers[1];
    answers[0] =
        with((job, result) -> {
          meanwhile.add(answers[0].prove(Operation.SM3));
          return rig.engine.execute(job, result);
        });
    assertEquals(Outcome.Done.DONE, answers[0].prove(Operation.SM3));
    assertEquals(EnumSet.of(Outcome.Busy.BUSY), Set.copyOf(meanwhile));
  }

  @Test
  void theUsualOperationsAreProvenAtOnceAndNoOthers() {
    KnownAnswers answers = with(rig.engine::execute);
    assertEquals(
        EnumSet.of(Operation.AES_CBC, Operation.AES_CTR, Operation.AES_GCM), answers.runFirst());
    assertFalse(answers.isRight(Operation.AES_ECB) || answers.isWrong(Operation.AES_ECB));
  }
}
