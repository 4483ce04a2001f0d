package dev.doorbell.offload.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every schedule of the seeds below keeps every invariant. */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("doorbell.sim.seeds", 20_000);
  private static final Long ONE = Long.getLong("doorbell.sim.seed");

  @Test
  void noSeedBreaksAnInvariant() {
    Simulation simulation = new Simulation();
    if (ONE != null) {
      simulation.show(ONE);
      return;
    }
    simulation.runAll(0, SEEDS);
    System.out.println(simulation.report());
  }

  @Test
  void aReplayIsTheSameRunToTheLastStep() {
    Simulation simulation = new Simulation();
    Simulation fresh = new Simulation();
    for (long seed = 0; seed < 50; seed++) {
      long first = simulation.hash(seed);
      assertEquals(first, simulation.hash(seed), "seed " + seed + ", the same classes again");
      assertEquals(first, fresh.hash(seed), "seed " + seed + ", classes loaded anew");
    }
  }

  @Test
  void realThreadsThatHandOverTakeTheSameSteps() {
    Simulation continuations = new Simulation();
    Simulation threads = new Simulation(Map.of(), true);
    for (long seed = 0; seed < 20; seed++) {
      assertEquals(continuations.hash(seed), threads.hash(seed), "seed " + seed);
    }
  }
}
