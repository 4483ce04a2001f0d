package dev.doorbell.offload.queue;

import org.jspecify.annotations.Nullable;

/**
 * One hardware work queue that this process holds. Any number of threads submit and poll; neither
 * blocks, and neither makes a system call or allocates.
 *
 * <p>Life of a job: {@link #begin()} takes an entry, the caller builds the descriptor, {@link
 * #submit} shows it to the device, {@link #poll} by any thread completes it, {@link #end} gives the
 * entry back. On a dead queue entries are not given back: they die with it.
 */
public interface WorkQueue {
  /** Jobs that may be in flight at once. */
  int capacity();

  /**
   * A free entry, owned by the caller until {@link #end}; null when as many jobs are in flight as
   * the queue takes.
   */
  @Nullable InFlight begin();

  /**
   * Copies the entry's descriptor into the ring and rings the doorbell.
   *
   * @return false when nothing was submitted: the queue is dead ({@link #fault()}), or the next
   *     slot still belongs to an unfinished job
   */
  boolean submit(InFlight entry);

  /**
   * As {@link #submit(InFlight)} for the first {@code count} entries, all or nothing, with one
   * doorbell.
   *
   * @param count 1 to batch.length
   */
  boolean submit(InFlight[] batch, int count);

  /**
   * Takes at most {@code limit} completions from the ring and completes their entries, whoever
   * submitted them. Returns at once when another thread is polling.
   *
   * @return completions taken
   */
  int poll(int limit);

  /** Gives a completed or never submitted entry back. */
  void end(InFlight entry);

  /** Null while the queue is alive. */
  @Nullable QueueFault fault();

  /** Declares the queue dead: no more submissions, no more completions. The first cause stays. */
  void kill(QueueFault cause);

  /** Jobs submitted and not yet completed. */
  int inFlight();

  /**
   * Returns the queue to the kernel and waits until it is gone. The caller guarantees that no other
   * thread uses this object, now or later. Nothing of this object may be used afterwards, but for
   * another close: of a closed queue it does nothing, of one that an error interrupted it goes on.
   */
  void close();
}
