package dev.doorbell.offload.sim.world;

/**
 * An invariant does not hold. An Error, so that no handler of the driver's takes it for its own.
 */
final class Violation extends Error {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }
}
