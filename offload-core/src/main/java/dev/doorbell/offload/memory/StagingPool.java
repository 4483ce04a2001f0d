package dev.doorbell.offload.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of {@link Staging} slabs in size classes of powers of two from 8 KiB to 64 MiB.
 * Taking and giving back cost neither a lock nor an allocation once the slabs exist; slabs are made
 * on demand and kept until {@link #close()} or until another size class needs their share of the
 * bound.
 */
public final class StagingPool implements AutoCloseable {
  private static final int SMALLEST_SHIFT = 13;
  private static final int CLASSES = 14;
  private static final int SLABS_PER_CLASS = 4096;

  /** The smallest slab, in bytes. */
  public static final long SMALLEST_BYTES = 1L << SMALLEST_SHIFT;

  /** The largest slab, in bytes. */
  public static final long LARGEST_BYTES = 1L << SMALLEST_SHIFT + CLASSES - 1;

  private final long maxBytes;
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final AtomicLong lentBytes = new AtomicLong();
  private final SizeClass[] classes = new SizeClass[CLASSES];
  private volatile boolean closed;

  private static final class SizeClass {
    final int most;
    final IndexStack free;
    final IndexStack unused;
    final AtomicReferenceArray<@Nullable Staging> slabs;
    final AtomicInteger made = new AtomicInteger();

    SizeClass(int most) {
      this.most = most;
      free = new IndexStack(most);
      unused = new IndexStack(most);
      slabs = new AtomicReferenceArray<>(most);
    }
  }

  /**
   * @param maxBytes bound on all slabs together, lent and idle
   */
  public StagingPool(long maxBytes) {
    this.maxBytes = maxBytes;
    for (int i = 0; i < CLASSES; i++) {
      // The bound allows no more of them.
      classes[i] = new SizeClass((int) Math.min(SLABS_PER_CLASS, maxBytes >> SMALLEST_SHIFT + i));
    }
  }

  /** The size of the slab that {@link #acquire} gives for {@code sizeBytes}, 1 and up. */
  public static long slabBytes(long sizeBytes) {
    return 1L << slabShift(sizeBytes);
  }

  private static int slabShift(long sizeBytes) {
    return Math.max(SMALLEST_SHIFT, 64 - Long.numberOfLeadingZeros(sizeBytes - 1));
  }

  /**
   * Takes a slab of at least {@code sizeBytes}, zeroed. The caller owns it until {@link #release}
   * or until it hands it to a {@link Quarantine}.
   *
   * @return null when the bound is reached or the size is above {@link #LARGEST_BYTES}: the job
   *     then spills to software
   */
  public @Nullable Staging acquire(long sizeBytes) {
    if (sizeBytes > LARGEST_BYTES || closed) {
      return null;
    }
    int shift = slabShift(sizeBytes);
    int sizeClass = shift - SMALLEST_SHIFT;
    int index = classes[sizeClass].free.pop();
    Staging staging =
        index >= 0 ? classes[sizeClass].slabs.get(index) : make(sizeClass, 1L << shift);
    if (staging != null) {
      lentBytes.addAndGet(staging.sizeBytes());
    }
    return staging;
  }

  private @Nullable Staging make(int sizeClass, long bytes) {
    while (true) {
      long now = allocatedBytes.get();
      if (now + bytes > maxBytes) {
        if (!freeIdle(sizeClass)) {
          return null;
        }
      } else if (allocatedBytes.compareAndSet(now, now + bytes)) {
        break;
      }
    }
    SizeClass home = classes[sizeClass];
    int index = home.unused.pop();
    if (index < 0) {
      index = home.made.getAndIncrement();
      if (index >= home.most) {
        home.made.set(home.most);
        allocatedBytes.addAndGet(-bytes);
        return null;
      }
    }
    try {
      Staging staging = new Staging(bytes, sizeClass, index);
      home.slabs.set(index, staging);
      return staging;
    } catch (OutOfMemoryError noNativeMemory) {
      // The bound was larger than what the system gives: the job spills to software like at the
      // bound itself.
      home.unused.push(index);
      allocatedBytes.addAndGet(-bytes);
      return null;
    }
  }

  /** Frees one idle slab of another size class; false when there is none. */
  private boolean freeIdle(int wanted) {
    for (int i = CLASSES - 1; i >= 0; i--) {
      int index = i == wanted ? -1 : classes[i].free.pop();
      if (index >= 0) {
        discard(classes[i], index);
        return true;
      }
    }
    return false;
  }

  private void discard(SizeClass home, int index) {
    Staging staging = home.slabs.getAndSet(index, null);
    staging.free();
    home.unused.push(index);
    // Last: whoever may make a slab finds an index for it.
    allocatedBytes.addAndGet(-staging.sizeBytes());
  }

  /**
   * Takes a slab back from its owner, zeroes it and lends it out again. The device must have
   * finished with it.
   */
  public void release(Staging staging) {
    staging.wipe();
    lentBytes.addAndGet(-staging.sizeBytes());
    SizeClass home = classes[staging.sizeClass()];
    home.free.push(staging.index());
    if (closed) {
      close();
    }
  }

  /**
   * Shows the memory of every slab that exists, idle, lent or in a quarantine: for those who look
   * for what should not be there. What jobs do at the same time is seen half done.
   */
  public void forEachSlab(Consumer<MemorySegment> visitor) {
    for (SizeClass home : classes) {
      for (int i = 0; i < home.most; i++) {
        Staging staging = home.slabs.get(i);
        if (staging != null) {
          visitor.accept(staging.memory());
        }
      }
    }
  }

  /** Bytes in slabs that are not in the pool: owned by jobs in flight or by a quarantine. */
  public long lentBytes() {
    return lentBytes.get();
  }

  /** Bytes in all slabs that exist. */
  public long allocatedBytes() {
    return allocatedBytes.get();
  }

  /**
   * Frees all idle slabs; lent ones are freed when they come back. Those in a quarantine that never
   * ends stay mapped on purpose.
   */
  @Override
  public void close() {
    closed = true;
    for (SizeClass home : classes) {
      for (int index = home.free.pop(); index >= 0; index = home.free.pop()) {
        discard(home, index);
      }
    }
  }
}
