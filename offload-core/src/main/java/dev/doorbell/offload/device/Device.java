package dev.doorbell.offload.device;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.queue.WorkQueue;

/** One accelerator function that this process may use. Immutable; calls may block in the kernel and belong on a platform thread. */
public interface Device {
  /** As the kernel names it, e.g. {@code hisi_zip-0}. */
  String name();

  /** What it claims to do; a known-answer test confirms each claim before real work. Null for what it cannot do. */
  Capability capability(Operation operation);

  /** Queues have a type that is fixed when they are opened (hisi_zip: direction). Types count from 0. */
  int queueTypes();

  /** The type of queue that {@code operation} needs. */
  int queueType(Operation operation);

  DescriptorCodec codec();

  /** Opens a queue, ready for submissions. */
  WorkQueue open(int queueType) throws DeviceException;

  /** The kernel has retired the device after too many errors; open no new queues. */
  boolean isolated();

  /** Whether anything in this process still holds the device, so that it may still write to the process's memory. */
  boolean heldByProcess();
}
