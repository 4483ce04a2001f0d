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
  /** A fault of the twin, and the cause under which the binding books the eviction that follows from it. */
  enum Eviction {
    RESET(FaultKind.RESET, "RESET"),
    FREEZE(FaultKind.UNBIND, "TIMEOUT"),
    REMOVE(FaultKind.REMOVE, "REMOVED");

    final FaultKind fault;
    final String cause;

    Eviction(FaultKind fault, String cause) {
      this.fault = fault;
      this.cause = cause;
    }
  }

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
    Map<FaultKind, Long> fired = new EnumMap<>(FaultKind.class);
    offload.twin().ifPresent(twin -> {
      for (TwinDevice device : twin.devices()) {
        device.stats().faults().forEach((kind, n) -> fired.merge(kind, n, Long::sum));
      }
    });
    faults = fired;
  }

  /** Evictions of queues in use, by cause, all devices together. */
  static Map<String, Long> evictions(List<DeviceReport> devices) {
    Map<String, Long> sum = new TreeMap<>();
    devices.forEach(device -> device.evictions().forEach((cause, n) -> sum.merge(cause, n, Long::sum)));
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
