package dev.doorbell.offload.sim.world;

import java.util.IdentityHashMap;
import java.util.Map;

/** Mutual exclusion between fibers, in place of the monitors of Java objects. */
final class Monitors {
  private static final class Hold {
    Fiber owner;
    int depth;
  }

  private final World world;
  private final Map<Object, Hold> holds = new IdentityHashMap<>();

  Monitors(World world) {
    this.world = world;
  }

  void enter(Object monitor) {
    Fiber me = world.current();
    if (me == null) {
      return; // The scheduler looks on; it changes nothing.
    }
    world.point("Monitors.enter".hashCode());
    Hold hold = holds.computeIfAbsent(monitor, any -> new Hold());
    while (hold.owner != null && hold.owner != me) {
      world.spin();
    }
    hold.owner = me;
    hold.depth++;
    me.monitorsHeld++;
  }

  void exit(Object monitor) {
    Fiber me = world.current();
    if (me == null) {
      return;
    }
    Hold hold = holds.get(monitor);
    if (hold == null || hold.owner != me) {
      throw new Violation("a monitor is left by a thread that does not hold it");
    }
    me.monitorsHeld--;
    if (--hold.depth == 0) {
      hold.owner = null;
      holds.remove(monitor);
    }
  }
}
