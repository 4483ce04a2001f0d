package dev.doorbell.offload.sim.world;

/**
 * What woven code calls. Static, since it stands in for instructions: so one world at a time per
 * class loader. Outside of a world, and in the scheduler's own context, everything does nothing.
 */
public final class Points {
  private static World world;

  private Points() {}

  static void in(World running) {
    world = running;
  }

  /** The running world, or null. */
  static World world() {
    return world;
  }

  /** Here another thread, or the device, may come in between. */
  public static void point(int id) {
    if (world != null) {
      world.point(id);
    }
  }

  /** In place of a monitor's entry. */
  public static void enter(Object monitor) {
    if (world != null) {
      world.monitors().enter(monitor);
    }
  }

  /** In place of a monitor's exit. */
  public static void exit(Object monitor) {
    if (world != null) {
      world.monitors().exit(monitor);
    }
  }

  /** In place of spinning: somebody else has to move. */
  public static void spin() {
    if (world != null) {
      world.spin();
    }
  }

  /** In place of the thread's number, which differs from process to process. */
  public static long threadId(Thread thread) {
    return world == null ? thread.threadId() : world.currentNumber();
  }

  /** In place of the safepoint poll at which a late mapping error comes at last. */
  public static void deliver() {
    if (world != null) {
      world.deliver();
    }
  }

  /** A slab leaves the pool; null when there was none. */
  public static void acquired(Object staging) {
    if (world != null && staging != null) {
      world.ledger().acquired(staging);
    }
  }

  /** A slab is about to go back to the pool. */
  public static void released(Object staging) {
    if (world != null) {
      world.ledger().released(staging);
    }
  }

  /** A slab goes into quarantine. */
  public static void abandoned(Object staging) {
    if (world != null) {
      world.ledger().abandoned(staging);
    }
  }
}
