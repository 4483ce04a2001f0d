/**
 * Inside the simulated world: scheduler, clock, fibers, the kernel around the twin's, the faults,
 * and the accounts that the invariants are read from. Loaded by {@code SimLoader} only, together
 * with its own copy of the driver and the twin.
 *
 * <p>The model is sequentially consistent: every interleaving of the points, but no reordering of
 * one thread's accesses. What a missing barrier does is not seen here.
 */
package dev.doorbell.offload.sim.world;
