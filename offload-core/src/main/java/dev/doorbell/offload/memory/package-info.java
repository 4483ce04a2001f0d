/**
 * Lifetime of native memory: {@link dev.doorbell.offload.memory.Staging} slabs that a device may
 * read and write, the bounded {@link dev.doorbell.offload.memory.StagingPool} that they come from,
 * and the {@link dev.doorbell.offload.memory.Quarantine} that keeps those which an abandoned job
 * may still write.
 *
 * <p>A slab has exactly one owner at any time: the pool, one job, or a quarantine. Used by {@code
 * binding} only; any thread.
 */
package dev.doorbell.offload.memory;
