package dev.doorbell.offload.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    for (long seed = 1; seed <= 50; seed++) {
      long first = new Simulation().hash(seed);
      assertEquals(first, new Simulation().hash(seed), "seed " + seed);
    }
  }
}
