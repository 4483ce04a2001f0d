package dev.doorbell.offload.binding;

import java.util.Map;

/**
 * What a binding has been through, for people and tests.
 *
 * @param evictions times that queues in use were given up, by cause
 * @param rebinds times that queues became active, the first one included
 * @param abandonedJobs jobs whose memory went to the quarantine
 */
public record BindingStats(
    String device,
    BindingState state,
    long generation,
    Map<EvictionCause, Long> evictions,
    long rebinds,
    long abandonedJobs,
    long quarantinedBytes,
    long highestQuarantinedBytes) {
  public BindingStats {
    evictions = Map.copyOf(evictions);
  }
}
