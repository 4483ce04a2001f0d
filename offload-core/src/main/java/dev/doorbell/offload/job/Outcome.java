package dev.doorbell.offload.job;

/**
 * How a job ended. All values are constants: an outcome costs no allocation; sizes are in the
 * caller's {@link JobResult}.
 *
 * <p>{@link Done} and {@link Rejected} are answers and go to the caller. {@link Busy}, {@link
 * Evicted} and {@link Faulted} say that this engine gave no answer: the output is untouched and the
 * identical job may be run on another engine.
 */
public sealed interface Outcome {
  /**
   * True for a result or a refusal that any engine would give; false when another engine has to be
   * asked.
   */
  boolean isAnswer();

  /** The output holds the result. */
  enum Done implements Outcome {
    DONE;

    @Override
    public boolean isAnswer() {
      return true;
    }
  }

  /**
   * The input, not the engine, is the reason. Asking again gives the same, unless the caller
   * changes the job.
   */
  enum Rejected implements Outcome {
    /** The authentication tag does not match. */
    BAD_TAG,
    /** Not a valid compressed message. */
    MALFORMED,
    /** The message goes on beyond the input. */
    INPUT_INCOMPLETE,
    /** The output cannot hold the result; a larger one may. */
    OUTPUT_TOO_SMALL,
    /** A zlib message that starts with a preset dictionary's checksum. */
    NEEDS_DICTIONARY;

    @Override
    public boolean isAnswer() {
      return true;
    }
  }

  /** Nothing was submitted: no free slot or no free staging memory at this moment. */
  enum Busy implements Outcome {
    BUSY,
    /**
     * Memory of jobs that this device was given up with leaves no room below the bound of its
     * quarantine.
     */
    QUARANTINE_FULL;

    @Override
    public boolean isAnswer() {
      return false;
    }
  }

  /**
   * The queue was taken from us before the result could be trusted; the old attempt may still run,
   * and only touches staging memory.
   */
  enum Evicted implements Outcome {
    /** The engine holds no queue at the moment. */
    UNBOUND,
    /** The kernel's status words say that the queue is dead. */
    RESET,
    /** No completion within the deadline. */
    TIMEOUT,
    /** The mapping went away under us. */
    REMOVED,
    /** A completion that cannot be true: unknown slot, wrong tag, impossible sizes. */
    INCONSISTENT;

    @Override
    public boolean isAnswer() {
      return false;
    }
  }

  /** The engine finished the job and reports an error, or failed by itself. */
  enum Faulted implements Outcome {
    /**
     * A well-formed completion with an error status. Software decides whether the input or the
     * device was wrong.
     */
    DEVICE_ERROR,
    /** The engine cannot run this job after all; nothing was submitted. */
    UNSUPPORTED;

    @Override
    public boolean isAnswer() {
      return false;
    }
  }
}
