package dev.doorbell.offload.sim.world;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/** The way into the simulated world: one run per seed, with an answer in the JDK's types. */
public final class Runner implements LongFunction<Map<String, Object>> {
  private final boolean threads;
  private final boolean trace;

  /**
   * @param threads real threads in place of continuations
   * @param trace keep the last steps for people
   */
  public Runner(boolean threads, boolean trace) {
    this.threads = threads;
    this.trace = trace;
  }

  /**
   * @return {@code hash}: of everything that happened; {@code failure}: what does not hold, absent
   *     if all does; {@code counts}: what was seen; {@code trace}: the last steps
   */
  @Override
  public Map<String, Object> apply(long seed) {
    World world = new World(seed, threads, trace);
    Map<String, Object> answer = new HashMap<>();
    Throwable failure = world.run();
    answer.put("hash", world.hash());
    answer.put("counts", world.counts());
    answer.put("trace", world.lastSteps());
    if (failure != null) {
      answer.put("failure", failure);
    }
    return answer;
  }
}
