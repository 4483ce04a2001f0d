package dev.doorbell.offload.telemetry;

import java.util.Map;

/**
 * A device, or a place where one could be, as the bean shows it.
 *
 * @param state UNBOUND, PROBATION, ACTIVE, DRAINING, EVICTED, QUARANTINED, CLOSED; or UNUSABLE for
 *     what discovery refused
 * @param detail why, in words
 * @param generation how often queues were opened
 * @param evictions times that queues were given up, by cause
 * @param rebinds times that queues became active, the first one included
 * @param abandonedJobs jobs that were given up while the device might still write to their memory
 * @param quarantinedBytes memory that such jobs hold now
 * @param highestQuarantinedBytes the most that they held at once
 */
public record DeviceState(
    String device,
    String state,
    String detail,
    long generation,
    Map<String, Long> evictions,
    long rebinds,
    long abandonedJobs,
    long quarantinedBytes,
    long highestQuarantinedBytes) {
  public DeviceState {
    evictions = Map.copyOf(evictions);
  }
}
