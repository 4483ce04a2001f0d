package dev.doorbell.examples;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.device.twin.FaultKind;
import dev.doorbell.offload.device.twin.TwinDevice;
import dev.doorbell.offload.telemetry.JobCounters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one part of the story, calm or storm, came to. For one thread. */
final class Tally {
  /** The faults that the storm is made of, in the order of the table. */
  static final List<FaultKind> STORM = List.of(FaultKind.RESET, FaultKind.UNBIND, FaultKind.REMOVE);

  final Map<String, Meter> meters = new LinkedHashMap<>();
  final List<String> failures = new ArrayList<>();
  int passes;
  List<JobCounters.Row> rows = List.of();
  List<DeviceReport> devices = List.of();
  Map<FaultKind, Long> faults = Map.of();
  long leftBytes;

  Meter meter(String leg) {
    return meters.computeIfAbsent(leg, name -> new Meter());
  }

  /** Takes the counters over from {@code offload}. */
  void read(Offload offload) {
    rows = offload.counters();
    devices = offload.devices();
    leftBytes = offload.stagingBytesInUse();
    faults = faults(offload);
  }

  /** What the twin did, by kind, all devices together. */
  static Map<FaultKind, Long> faults(Offload offload) {
    Map<FaultKind, Long> fired = new EnumMap<>(FaultKind.class);
    offload
        .twin()
        .ifPresent(twin -> {
          for (TwinDevice device : twin.devices()) {
            device.stats().faults().forEach((kind, n) -> fired.merge(kind, n, Long::sum));
          }
        });
    return fired;
  }

  /**
   * What is still missing of {@code wanted} evictions of each kind, in words; empty when nothing
   * is. A removed device is noticed by its status words or by its mapping, whichever a thread looks
   * at first, so resets and removals are counted together.
   */
  static List<String> missing(
      Map<FaultKind, Long> faults, Map<String, Long> evictions, long wanted) {
    List<String> missing = new ArrayList<>();
    for (FaultKind kind : STORM) {
      long n = faults.getOrDefault(kind, 0L);
      if (n < wanted) {
        missing.add("faults " + kind + "=" + n + ", expected: " + wanted + " or more");
      }
    }
    long lost = evictions.getOrDefault("RESET", 0L) + evictions.getOrDefault("REMOVED", 0L);
    if (lost < 2 * wanted) {
      missing.add("evictions RESET and REMOVED=" + lost + ", expected: " + 2 * wanted + " or more");
    }
    long timeouts = evictions.getOrDefault("TIMEOUT", 0L);
    if (timeouts < wanted) {
      missing.add("evictions TIMEOUT=" + timeouts + ", expected: " + wanted + " or more");
    }
    return missing;
  }

  /** Evictions of queues in use, by cause, all devices together. */
  static Map<String, Long> evictions(List<DeviceReport> devices) {
    Map<String, Long> sum = new TreeMap<>();
    devices.forEach(
        device -> device.evictions().forEach((cause, n) -> sum.merge(cause, n, Long::sum)));
    return sum;
  }

  long quarantinedBytes() {
    return devices.stream().mapToLong(DeviceReport::quarantinedBytes).sum();
  }

  Meter total() {
    Meter total = new Meter();
    meters.values().forEach(total::add);
    return total;
  }
}
