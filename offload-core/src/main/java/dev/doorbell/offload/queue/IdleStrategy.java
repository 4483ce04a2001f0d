package dev.doorbell.offload.queue;

/** What a thread does between two looks at a completion ring that had nothing for it. */
public interface IdleStrategy {
  /**
   * @param round 0 for the first unsuccessful look of this wait, then counting up
   */
  void idle(int round);

  /**
   * Whether {@link #idle} only spins in this round. Where it does not, others run meanwhile, for as
   * long as the system or the virtual threads' scheduler likes.
   */
  boolean spins(int round);

  /** Whether {@link #idle} may park in this round, so that a completion has to wake the thread. */
  boolean parks(int round);

  /**
   * The strategy for one of so many threads that wait for one device at the same time, the caller
   * among them; this one where the number makes no difference. Allocates nothing.
   *
   * @param waiting 1 or more
   */
  default IdleStrategy among(int waiting) {
    return this;
  }
}
