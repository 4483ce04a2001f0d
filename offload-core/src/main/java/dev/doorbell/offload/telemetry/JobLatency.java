package dev.doorbell.offload.telemetry;

/**
 * How long the jobs of one operation took on one engine, from the submission to the completion, in
 * nanoseconds; exact to 1 % or 64 ns. Known answers count, too.
 *
 * @param jobs how many
 * @param p50Ns half of them took no longer; and so on for 90, 99 and 99.9 of a hundred
 */
public record JobLatency(
    String engine,
    String operation,
    long jobs,
    long p50Ns,
    long p90Ns,
    long p99Ns,
    long p999Ns,
    long maxNs) {}
