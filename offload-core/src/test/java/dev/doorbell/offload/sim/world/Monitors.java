package dev.doorbell.offload.sim.world;

import java.util.IdentityHashMap;
import java.util.Map;

/** Mutual exclusion between fibers, in place of the monitors of Java objects. */
final class Monitors {
  private static final class Hold {
    final Fiber owner;
    int depth;

    Hold(Fiber owner) {
      this.owner = owner;
    }
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
    Hold hold = holds.get(monitor);
    while (hold != null && hold.owner != me) {
      world.spin();
      hold = holds.get(monitor);
    }
    if (hold == null) {
      hold = new Hold(me);
      holds.put(monitor, hold);
    }
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
      // Not thrown: the compiler's own handler around a monitor's exit would come back here for
      // ever.
      world.fail(new Violation("a monitor is left by a thread that does not hold it"));
      return;
    }
    me.monitorsHeld--;
    if (--hold.depth == 0) {
      holds.remove(monitor);
    }
  }
}
