/**
 * Deterministic simulation of the whole offload path. The production classes are loaded a second
 * time, with a call to the scheduler woven in before every access to shared memory ({@link
 * dev.doorbell.offload.sim.Weaver}), and run on fibers of one thread against a twin that steps by
 * hand, under a clock that only the scheduler moves. One seed decides everything; the same seed is
 * the same run, to the last step.
 *
 * <p>This package is the outside: class loader, weaver, mutations, tests. What lives inside the
 * simulated world is {@code sim.world}. Production has no seam for any of it.
 */
package dev.doorbell.offload.sim;
