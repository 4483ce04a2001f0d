package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.LinuxCalls;

/**
 * The queue pairs of one device: numbers given out in a circle, each with memory that stays with
 * it. Used under the kernel's mutex.
 */
final class QueuePairs {
  private final LinuxCalls linux;
  private final TwinDeviceSpec spec;
  private final String name;
  private final QueueMemory[] memory;
  private final boolean[] used;
  private int next;
  private int free;

  QueuePairs(LinuxCalls linux, TwinDeviceSpec spec, String name) {
    this.linux = linux;
    this.spec = spec;
    this.name = name;
    memory = new QueueMemory[spec.queues()];
    used = new boolean[spec.queues()];
    free = spec.queues();
  }

  int free() {
    return free;
  }

  /** A free number, or −1. */
  int take() {
    for (int i = 0; i < used.length; i++) {
      int id = (next + i) % used.length;
      if (!used[id]) {
        used[id] = true;
        free--;
        next = (id + 1) % used.length;
        return id;
      }
    }
    return -1;
  }

  void give(int id) {
    used[id] = false;
    free++;
  }

  QueueMemory memory(int id) {
    if (memory[id] == null) {
      memory[id] = new QueueMemory(linux, spec, name + "-q" + id);
    }
    return memory[id];
  }

  /** The device is gone: every mapping of every queue faults from now on. */
  void truncateAll() {
    for (QueueMemory each : memory) {
      if (each != null) {
        each.truncate();
      }
    }
  }

  void closeAll() {
    for (QueueMemory each : memory) {
      if (each != null) {
        each.close();
      }
    }
  }
}
