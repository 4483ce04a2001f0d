/**
 * How others see what happens: counters, latencies, events of the JDK's flight recorder, and the
 * MXBean. Imports nothing of ours: names come in as strings, so that any layer may count without a
 * cycle. Nobody else uses {@code jdk.jfr}, {@code javax.management} or HdrHistogram, and none of
 * them has to be there: without one, what it would show is absent and the start line says so.
 *
 * <p>Any thread. What lies on a job's way neither locks nor allocates while nobody records.
 */
@NullMarked
package dev.doorbell.offload.telemetry;

import org.jspecify.annotations.NullMarked;
