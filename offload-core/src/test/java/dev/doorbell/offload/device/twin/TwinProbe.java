package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.List;

/** What a twin device could still do to the process's memory: seen from inside, changed nothing. */
public final class TwinProbe {
  private TwinProbe() {}

  /**
   * Where the device may still write: the destination address of every job that it knows and has
   * not written back, also of those stuck in closed queues. Nothing while it is removed.
   */
  public static List<Long> destinations(TwinDevice device) {
    List<Long> addresses = new ArrayList<>();
    for (TwinQueue queue : device.engineQueues()) {
      for (byte[] descriptor : queue.mayStillWrite()) {
        addresses.add(destination(device.spec(), descriptor));
      }
    }
    return addresses;
  }

  /** The destination address of the job that {@code queue} has fetched; 0 if there is none. */
  public static long fetchedDestination(TwinDevice device, int queue) {
    for (TwinQueue each : device.engineQueues()) {
      if (each.id == queue && each.inJob()) {
        return destination(device.spec(), each.mayStillWrite().getFirst());
      }
    }
    return 0;
  }

  private static long destination(TwinDeviceSpec spec, byte[] descriptor) {
    if (spec.driver().equals("hisi_zip")) {
      return new ZipDescriptor().over(descriptor).destination();
    }
    SecRequest request = new SecRequest();
    if (spec.api() > 2) {
      Bd3.decode(descriptor, request);
    } else {
      Bd2.decode(descriptor, request);
    }
    return request.destination;
  }
}
