package dev.doorbell.offload.sim;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulation finds bugs: each fault that is put in on purpose, within a stated number of seeds.
 */
class MutationsTest {
  static List<Mutation> mutations() {
    return Mutations.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void theSimulationFinds(Mutation mutation) {
    Simulation simulation = new Simulation(mutation.compile(), false);
    Throwable found = null;
    long seed = 0;
    while (found == null && seed < mutation.withinSeeds()) {
      found = simulation.run(seed++);
    }
    assertNotNull(found, () -> "not found within " + mutation.withinSeeds() + " seeds");
    System.out.println("found after " + seed + " seeds: " + mutation + ": " + rootOf(found));
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
