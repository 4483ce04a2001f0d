package dev.doorbell.offload.engine;

import dev.doorbell.offload.job.Operation;

/**
 * What an engine can do with one operation.
 *
 * @param minBytes smallest input that the engine can do at all (not the threshold from which it is
 *     worth while)
 * @param maxBytes largest input of one job
 */
public record Capability(Operation operation, long minBytes, long maxBytes) {
  public boolean fits(long bytes) {
    return bytes >= minBytes && bytes <= maxBytes;
  }
}
