package dev.doorbell.offload.binding;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.queue.InFlight;
import dev.doorbell.offload.queue.WorkQueue;
import java.util.ArrayList;
import java.util.List;

/** Looks at an active binding through the package's own calls. */
public final class BindingProbe {
  private BindingProbe() {}

  /**
   * How many slots the active generation's queues have lost: on an idle queue every entry can be
   * begun. −1 where no generation is active.
   */
  public static int lostEntries(QueueBinding binding, Device device, int queuesPerType) {
    Generation generation = binding.enter();
    if (generation == null) {
      return -1;
    }
    try {
      int lost = 0;
      for (int type = 0; type < device.queueTypes(); type++) {
        for (int turn = 0; turn < queuesPerType; turn++) {
          lost += lostEntries(generation.queue(type, turn));
        }
      }
      return lost;
    } finally {
      binding.exit(generation);
    }
  }

  private static int lostEntries(WorkQueue queue) {
    List<InFlight> begun = new ArrayList<>();
    for (InFlight entry = queue.begin(); entry != null; entry = queue.begin()) {
      begun.add(entry);
    }
    begun.forEach(queue::end);
    return queue.capacity() - begun.size() + queue.inFlight();
  }
}
