package dev.doorbell.offload.device.twin;

import java.util.Map;

/**
 * What one twin device has done since it was made; removal and return do not reset it.
 *
 * @param executed jobs computed, whatever their status
 * @param executedLate of these, jobs that finished after their queue had been unbound and bound
 *     again
 * @param droppedZombies stuck jobs that were dropped when the address space was unbound, the device
 *     reset or removed
 * @param evictions times that a queue lost the engine to one of higher priority
 * @param doorbellsSeen doorbell words that the engine got to see; a word overwritten before that is
 *     not counted
 * @param badDoorbells of these, refused ones; each disabled its queue
 * @param badDescriptors jobs refused because of their descriptor
 * @param bytesIn bytes read from sources
 * @param bytesOut bytes written to destinations
 * @param faults faults applied, by kind; kinds that never struck are absent
 */
public record TwinStats(
    long executed,
    long executedLate,
    long droppedZombies,
    long evictions,
    long doorbellsSeen,
    long badDoorbells,
    long badDescriptors,
    long bytesIn,
    long bytesOut,
    Map<FaultKind, Long> faults) {
  public TwinStats {
    faults = Map.copyOf(faults);
  }
}
