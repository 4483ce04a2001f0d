package dev.doorbell.offload.sim;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Runs seeds in a simulated world and explains those that fail. */
final class Simulation {
  private final SimLoader loader;
  private final LongFunction<Map<String, Object>> runner;
  private final Map<String, Long> counts = new TreeMap<>();
  private long runs;
  private long nanos;

  Simulation() {
    this(Map.of(), false);
  }

  /**
   * @param mutated class files in place of the real ones
   * @param threads real threads in place of continuations
   */
  Simulation(Map<String, byte[]> mutated, boolean threads) {
    loader = new SimLoader(mutated);
    runner = loader.runner(threads, false);
  }

  /** Runs each {@code step}th seed from {@code first} to before {@code end}, until one fails. */
  void runAll(long first, long end, int step) {
    long start = System.nanoTime();
    for (long seed = first; seed < end; seed += step) {
      Throwable failure = run(seed);
      if (failure != null) {
        throw new AssertionError(
            "seed "
                + seed
                + ": "
                + failure.getMessage()
                + "; again with -Ddoorbell.sim.seed="
                + seed,
            failure);
      }
    }
    nanos += System.nanoTime() - start;
  }

  /** What is wrong with the run of {@code seed}; null if nothing is. */
  @SuppressWarnings("unchecked")
  Throwable run(long seed) {
    Map<String, Object> answer = runner.apply(seed);
    ((Map<String, Long>) answer.get("counts"))
        .forEach((what, n) -> counts.merge(what, n, Long::sum));
    runs++;
    return (Throwable) answer.get("failure");
  }

  long hash(long seed) {
    return (long) runner.apply(seed).get("hash");
  }

  /** Runs one seed and prints its last steps. */
  @SuppressWarnings("unchecked")
  void show(long seed) {
    Map<String, Object> answer = loader.runner(false, true).apply(seed);
    for (Object step : (List<Object>) answer.get("trace")) {
      long[] each = (long[]) step;
      int what = (int) each[1];
      System.out.println(
          (each[0] < 0 ? "device " + what / 16 : "fiber " + each[0])
              + "  "
              + (each[0] < 0
                  ? "step " + what % 16
                  : loader.pointNames().getOrDefault(what, "" + what)));
    }
    System.out.println(answer.get("counts"));
    Throwable failure = (Throwable) answer.get("failure");
    if (failure != null) {
      throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
    }
  }

  long runs() {
    return runs;
  }

  String report() {
    return runs + " runs in " + nanos / 1_000_000 + " ms: " + counts;
  }
}
