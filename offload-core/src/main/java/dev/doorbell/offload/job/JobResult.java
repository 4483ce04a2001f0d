package dev.doorbell.offload.job;

/**
 * The sizes that go with {@link Outcome.Done}. A holder that the caller owns and may use again for
 * the next job, so that a job costs no allocation. Its values mean nothing after any other outcome.
 */
public final class JobResult {
  private long consumed;
  private long produced;

  public JobResult() {}

  public void set(long consumedBytes, long producedBytes) {
    consumed = consumedBytes;
    produced = producedBytes;
  }

  /** Input bytes used. */
  public long consumed() {
    return consumed;
  }

  /** Bytes at the start of the output that hold the result. */
  public long produced() {
    return produced;
  }
}
