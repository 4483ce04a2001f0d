package dev.doorbell.offload.device.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The text form of fault plans and of device lists. */
class FaultPlanTest {
  private static List<String> strikes(String text, int jobs) {
    FaultPlan plan = FaultPlan.parse(text);
    List<String> strikes = new ArrayList<>();
    for (int job = 1; job <= jobs; job++) {
      for (Step step : Step.values()) {
        Fault fault = plan.onStep(new StepEvent("hisi_zip-0", 0, job, step, false));
        if (fault.kind() != null) {
          strikes.add(job + " " + step + " " + fault.kind() + " " + fault.durationNanos());
        }
      }
    }
    return strikes;
  }

  @Test
  void emptyTextIsNoPlan() {
    assertSame(FaultPlan.NONE, FaultPlan.parse(""));
    assertSame(FaultPlan.NONE, FaultPlan.parse(" , seed=7"));
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void everyKindStrikesOncePerNJobsAtAStepWhereItStillCounts(FaultKind kind) {
    List<String> strikes = strikes(kind.text() + ":every=10,seed=5", 100);
    assertEquals(10, strikes.size());
    for (String strike : strikes) {
      assertTrue(Step.valueOf(strike.split(" ")[1]).compareTo(kind.latestStep()) <= 0, strike);
    }
  }

  @Test
  void seedMakesThePlan() {
    String plan = "unbind:every=7,reset:every=9";
    assertEquals(strikes(plan + ",seed=3", 200), strikes(plan + ",seed=3", 200));
    assertTrue(!strikes(plan + ",seed=3", 200).equals(strikes(plan + ",seed=4", 200)));
  }

  @Test
  void fieldsAreTakenOver() {
    List<String> strikes = strikes("unbind:every=1:step=fetched:for=5ms:limit=2", 10);
    assertEquals(List.of("1 FETCHED UNBIND 5000000", "2 FETCHED UNBIND 5000000"), strikes);
    assertEquals(
        "1 EXECUTED REMOVE 20000000", strikes("remove:every=1:step=EXECUTED", 1).getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bang:every=3|bang",
        "reset|every=",
        "reset:every=0|every=0",
        "reset:every=x|every=x",
        "reset:every=3:step=nowhere|step=nowhere",
        "lose:every=3:step=completed|step=completed",
        "lose:every=3:for=2ms|for=",
        "reset:every=3:color=red|color",
        "seed=abc|seed=abc",
        "unbind:every=3:for=0ms|for=0ms",
        "reset:every=3:limit=0|limit=0",
        "reset:every|every="
      })
  void badPlansAreNamed(String text, String named) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(text));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertTrue(e.getMessage().contains("allowed"), e.getMessage());
  }

  @Test
  void deviceListsAreRead() {
    TwinConfig config =
        TwinConfig.parse(
            "hisi_zip:3, hisi_sec2:2:queues=4:depth=16:slots=2:flags=0:numa=-1,hisi_sec2", "");
    assertEquals(3, config.devices().size());
    assertEquals(TwinDeviceSpec.of("hisi_zip", 3), config.devices().get(0));
    assertEquals(
        TwinDeviceSpec.of("hisi_sec2", 2)
            .withQueues(4)
            .withDepth(16)
            .withSlots(2)
            .withFlags(0)
            .withNumaNode(-1),
        config.devices().get(1));
    assertEquals(3, config.devices().get(2).api());
  }

  @ParameterizedTest
  @CsvSource({
    "hisi_hpre:3",
    "hisi_zip:4",
    "hisi_zip:x",
    "hisi_zip:3:queues=0",
    "hisi_zip:3:color=1",
    "hisi_zip:3:depth=1",
    "hisi_zip:3:slots"
  })
  void badDevicesAreNamed(String text) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TwinConfig.parse("hisi_sec2:3," + text, ""));
    assertTrue(e.getMessage().contains(text) && e.getMessage().contains("allowed"), e.getMessage());
  }
}
