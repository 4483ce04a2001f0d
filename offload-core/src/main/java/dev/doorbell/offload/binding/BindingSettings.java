package dev.doorbell.offload.binding;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How a device's queues are taken and taken again.
 *
 * @param queuesPerType queues to take of each type; fewer are accepted if at least one can be had
 * @param quarantineMaxBytes bound on the memory of jobs in flight and abandoned; beyond it the
 *     device gets no more jobs
 * @param nanoClock time in nanoseconds, like {@link System#nanoTime()}; tests move it by hand
 * @param random for the jitter of waits; need not be secure
 */
public record BindingSettings(
    int queuesPerType,
    long quarantineMaxBytes,
    RebindPolicy rebind,
    LongSupplier nanoClock,
    RandomGenerator random) {}
