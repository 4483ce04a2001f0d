package dev.doorbell.offload.device;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.queue.WorkQueue;
import org.jspecify.annotations.Nullable;

/**
 * One accelerator function that this process may use. Immutable; calls may block in the kernel and
 * belong on a platform thread.
 */
public interface Device {
  /**
   * As the kernel named it when it was found, e.g. {@code hisi_zip-0}. Stays, also when the kernel
   * gives the device another name later.
   */
  String name();

  /**
   * Looks the device up again; to be called before queues are opened. A device that was removed and
   * added again may have another name, and the name may have gone to another device (uacce.md 1.2).
   */
  void refresh() throws DeviceException;

  /**
   * What it claims to do; a known-answer test confirms each claim before real work. Null for what
   * it cannot do.
   */
  @Nullable Capability capability(Operation operation);

  /**
   * Queues have a type that is fixed when they are opened (hisi_zip: direction). Types count from
   * 0.
   */
  int queueTypes();

  /** The type of queue that {@code operation} needs. */
  int queueType(Operation operation);

  DescriptorCodec codec();

  /** Opens a queue, ready for submissions. */
  WorkQueue open(int queueType) throws DeviceException;

  /** The kernel has retired the device after too many errors; open no new queues. */
  boolean isolated();

  /**
   * Queues that nobody has at this moment, as the kernel counts them; −1 where it does not say. For
   * people: the next one may be taken meanwhile.
   */
  int freeQueues();

  /**
   * Whether anything in this process still holds the device, so that it may still write to the
   * process's memory.
   */
  boolean heldByProcess();
}
