package dev.doorbell.offload.sim.world;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * In place of the driver's accesses to mapped queue memory. Each is a point, and each is looked at
 * before it is made: after a close it is a violation, after a removal it faults, at once or late,
 * as the JVM would have it.
 *
 * <p>Parameters are those of the call that was replaced, between its receiver and the object that
 * made it.
 */
public final class Mapped {
  private static final int READ = "Mapped.read".hashCode();
  private static final int WRITE = "Mapped.write".hashCode();

  private Mapped() {}

  /** Whether the access has to be left out: the mapping is gone and the error comes later. */
  private static boolean gone(int id, Object self, MemorySegment memory, long offset) {
    World world = Points.world();
    if (world == null) {
      return false;
    }
    world.point(id);
    return world.kernel().isGone(self, memory.address() + offset);
  }

  public static int getOpaque(VarHandle handle, MemorySegment memory, long offset, Object self) {
    return gone(READ, self, memory, offset)
        ? Points.world().garbage()
        : (int) handle.getOpaque(memory, offset);
  }

  public static short getAcquire(VarHandle handle, MemorySegment memory, long offset, Object self) {
    return gone(READ, self, memory, offset)
        ? (short) Points.world().garbage()
        : (short) handle.getAcquire(memory, offset);
  }

  public static short get(
      MemorySegment memory, ValueLayout.OfShort layout, long offset, Object self) {
    return gone(READ, self, memory, offset)
        ? (short) Points.world().garbage()
        : memory.get(layout, offset);
  }

  public static void setOpaque(
      VarHandle handle, MemorySegment memory, long offset, long word, Object self) {
    if (gone(WRITE, self, memory, offset)) {
      return;
    }
    handle.setOpaque(memory, offset, word);
    if (Points.world() != null) {
      Points.world().kernel().doorbell(self, word);
    }
  }

  /** From or to the ring; the other segment is the job's own memory. */
  public static void copy(
      MemorySegment from,
      long fromOffset,
      MemorySegment to,
      long toOffset,
      long bytes,
      Object self) {
    World world = Points.world();
    boolean reads = world == null || world.kernel().isMapped(from.address() + fromOffset);
    boolean gone = reads ? gone(READ, self, from, fromOffset) : gone(WRITE, self, to, toOffset);
    if (!gone) {
      MemorySegment.copy(from, fromOffset, to, toOffset, bytes);
    } else if (reads) {
      for (long i = 0; i < bytes; i += 4) {
        to.set(ValueLayout.JAVA_INT_UNALIGNED, toOffset + i, world.garbage());
      }
    }
  }

  public static MemorySegment fill(MemorySegment memory, byte value, Object self) {
    return gone(WRITE, self, memory, 0) ? memory : memory.fill(value);
  }
}
