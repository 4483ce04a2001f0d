package dev.doorbell.offload.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Every schedule of the seeds below keeps every invariant. */
class SimulationTest {
  private static final long FROM = Long.getLong("doorbell.sim.from", 0);
  private static final long SEEDS = Long.getLong("doorbell.sim.seeds", 20_000);
  private static final Long ONE = Long.getLong("doorbell.sim.seed");
  private static final int AT_ONCE =
      Integer.getInteger("doorbell.sim.threads", Runtime.getRuntime().availableProcessors());

  @Test
  void noSeedBreaksAnInvariant() throws InterruptedException {
    if (ONE != null) {
      new Simulation().show(ONE);
      return;
    }
    // Simulations share nothing, not even their classes: each has a thread, and one seed of each
    // so many.
    List<Simulation> simulations = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < AT_ONCE; i++) {
      long first = FROM + i;
      Simulation simulation = new Simulation();
      simulations.add(simulation);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  simulation.runAll(first, FROM + SEEDS, AT_ONCE);
                } catch (AssertionError e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    simulations.forEach(simulation -> System.out.println(simulation.report()));
    if (!failures.isEmpty()) {
      AssertionError first = failures.remove();
      failures.forEach(first::addSuppressed);
      throw first;
    }
    assertEquals(SEEDS, simulations.stream().mapToLong(Simulation::runs).sum());
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
