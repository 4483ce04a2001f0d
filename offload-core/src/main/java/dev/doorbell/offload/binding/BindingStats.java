package dev.doorbell.offload.binding;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a binding has been through, for people and tests.
 *
 * @param evictions times that queues in use were given up, by cause
 * @param latestCause why there are no queues; null before the first attempt and while there are
 *     some
 * @param openErrno what the kernel answered when queues could not be opened, else 0
 * @param rebinds times that queues became active, the first one included
 * @param abandonedJobs jobs whose memory went to the quarantine
 */
public record BindingStats(
    String device,
    BindingState state,
    long generation,
    Map<EvictionCause, Long> evictions,
    @Nullable EvictionCause latestCause,
    int openErrno,
    long rebinds,
    long abandonedJobs,
    long quarantinedBytes,
    long highestQuarantinedBytes) {
  public BindingStats {
    evictions = Map.copyOf(evictions);
  }
}
