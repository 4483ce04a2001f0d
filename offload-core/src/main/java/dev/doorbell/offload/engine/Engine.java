package dev.doorbell.offload.engine;

import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Anything that executes jobs. Safe for any number of threads, platform or virtual; {@code execute}
 * blocks its caller until the job has an outcome, for a bounded time.
 */
public interface Engine {
  /** Short and stable: {@code software}, {@code hisi_zip-0}. */
  String name();

  /**
   * What this engine can do with {@code operation}, or null where it cannot do it at all. Constant
   * between two status changes.
   */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  @Nullable Capability capability(Operation operation);

  /** An immutable snapshot. */
  EngineStatus status();

  /**
   * Whether this very job is within the engine's limits (nonce length, tag length, sizes). Asked
   * after {@link #capability}. Cheap, no side effects.
   */
  default boolean accepts(Job job) {
    return true;
  }

  /**
   * Runs the job. The job's output changes only with {@link Outcome.Done}; then {@code result}
   * holds the sizes. Never throws for what the device does; an argument that breaks the job's own
   * contract may throw.
   */
  Outcome execute(Job job, JobResult result);

  /**
   * Another engine succeeded where this one reported {@link Outcome.Faulted#DEVICE_ERROR}: its
   * health suffers.
   */
  default void mistrust() {}

  /**
   * An answer of this engine's was wrong: it gets no more jobs, for good, and says why in its
   * {@link #status}. Jobs that are on it end as they would have.
   *
   * @param reason in words for people, without any of the job's bytes
   */
  default void retire(String reason) {}
}
