package dev.doorbell.fallback.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Codecs that wait for their next job, a bounded number, newest first. When it is full the oldest
 * goes. A taker that finds none of its kind makes a new one, so nobody ever waits; nothing is bound
 * to a thread. Any thread.
 *
 * @param <T> something that holds native memory
 */
public final class IdlePool<T> {
  private record Idle<T>(int kind, T codec) {}

  private final List<Idle<T>> idle = new ArrayList<>();
  private final int capacity;
  private final Consumer<T> end;
  private boolean closed;

  /**
   * @param capacity most codecs to keep, 0 or more
   * @param end releases a codec's native memory
   */
  public IdlePool(int capacity, Consumer<T> end) {
    this.capacity = capacity;
    this.end = end;
  }

  /** As many as can be at work at one time, and some for kinds that alternate. */
  public static int usualCapacity() {
    return Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 64);
  }

  /** One of this kind, owned by the caller from now on, or null. */
  public T take(int kind) {
    synchronized (idle) {
      for (int i = idle.size() - 1; i >= 0; i--) {
        if (idle.get(i).kind == kind) {
          return idle.remove(i).codec;
        }
      }
      return null;
    }
  }

  /** Gives back a codec that is ready for its next job. */
  public void give(int kind, T codec) {
    T surplus = null;
    synchronized (idle) {
      if (closed || capacity == 0) {
        surplus = codec;
      } else {
        if (idle.size() == capacity) {
          surplus = idle.removeFirst().codec;
        }
        idle.add(new Idle<>(kind, codec));
      }
    }
    if (surplus != null) {
      end.accept(surplus);
    }
  }

  /** Ends all that is idle, and from now on whatever is given back. */
  public void close() {
    List<Idle<T>> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(one -> end.accept(one.codec));
  }

  /** Codecs that wait at this moment. */
  public int size() {
    synchronized (idle) {
      return idle.size();
    }
  }
}
