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
import java.util.function.LongSupplier;
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
    return with(runner, new Heard(new ArrayList<>()), () -> 0);
  }

  private static KnownAnswers with(
      BiFunction<Job, JobResult, Outcome> runner,
      KnownAnswers.Findings findings,
      LongSupplier nanoClock) {
    return new KnownAnswers(rig.engine.binding().device(), runner, findings, nanoClock);
  }

  private record Heard(List<String> heard) implements KnownAnswers.Findings {
    @Override
    public void wrong(Operation operation, Outcome outcome) {
      heard.add("wrong " + operation + " " + outcome);
    }

    @Override
    public void error(Operation operation) {
      heard.add("error " + operation);
    }

    @Override
    public void rightAfterErrors(Operation operation) {
      heard.add("right " + operation);
    }
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
  void whatIsAnsweredWithAnErrorIsAskedAgainLaterAndLater() {
    long[] now = {Long.MAX_VALUE - 1};
    boolean[] working = new boolean[1];
    List<String> heard = new ArrayList<>();
    KnownAnswers answers =
        with(
            (job, result) ->
                working[0] ? rig.engine.execute(job, result) : Outcome.Faulted.DEVICE_ERROR,
            new Heard(heard),
            () -> now[0]);
    long pause = KnownAnswers.FIRST_PAUSE_NS;
    for (int errors = 1; errors <= 9; errors++) {
      assertFalse(answers.isWrong(Operation.AES_OFB), "errors=" + errors);
      assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_OFB));
      assertTrue(answers.isWrong(Operation.AES_OFB), "errors=" + errors);
      now[0] += pause - 1;
      assertTrue(answers.isWrong(Operation.AES_OFB), "errors=" + errors);
      assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_OFB));
      now[0]++;
      pause = Math.min(2 * pause, KnownAnswers.LONGEST_PAUSE_NS);
    }
    working[0] = true;
    assertEquals(Outcome.Done.DONE, answers.prove(Operation.AES_OFB));
    assertTrue(answers.isRight(Operation.AES_OFB));
    assertEquals(List.of("error AES_OFB", "right AES_OFB"), heard);
  }

  @Test
  void anErrorAfterARightAnswerOfTheSameOperationIsStillAnError() {
    int[] asked = new int[1];
    KnownAnswers answers =
        with((job, result) ->
            asked[0]++ == 0 ? rig.engine.execute(job, result) : Outcome.Faulted.DEVICE_ERROR);
    assertEquals(Outcome.Faulted.UNSUPPORTED, answers.prove(Operation.AES_CFB));
    assertTrue(answers.isWrong(Operation.AES_CFB));
    assertEquals(2, asked[0]);
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
