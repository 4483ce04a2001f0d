package dev.doorbell.offload.device.twin;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The live numbers behind {@link TwinStats}. Counting allocates nothing. */
final class TwinCounters {
  final AtomicLong executed = new AtomicLong();
  final AtomicLong executedLate = new AtomicLong();
  final AtomicLong droppedZombies = new AtomicLong();
  final AtomicLong evictions = new AtomicLong();
  final AtomicLong doorbells = new AtomicLong();
  final AtomicLong badDoorbells = new AtomicLong();
  final AtomicLong badDescriptors = new AtomicLong();
  final AtomicLong bytesIn = new AtomicLong();
  final AtomicLong bytesOut = new AtomicLong();
  private final AtomicLongArray faults = new AtomicLongArray(FaultKind.values().length);

  void fault(FaultKind kind) {
    faults.incrementAndGet(kind.ordinal());
  }

  TwinStats snapshot() {
    Map<FaultKind, Long> struck = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (faults.get(kind.ordinal()) > 0) {
        struck.put(kind, faults.get(kind.ordinal()));
      }
    }
    return new TwinStats(
        executed.get(),
        executedLate.get(),
        droppedZombies.get(),
        evictions.get(),
        doorbells.get(),
        badDoorbells.get(),
        badDescriptors.get(),
        bytesIn.get(),
        bytesOut.get(),
        struck);
  }
}
