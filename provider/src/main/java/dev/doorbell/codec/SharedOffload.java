package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where objects that were made without an {@link Offload} send their jobs: the process's shared
 * one, opened with the first of them, or nowhere.
 *
 * <p>Class loaders inflate jars. One that does so with our classes may come here while the shared
 * instance is being opened: on the same thread, because opening loads classes, or on another one
 * that holds a lock which opening needs. Neither may fail or wait for ever, so such an object does
 * all its work in its superclass; and so does each one in a process where opening fails.
 */
public final class SharedOffload {
  /** Opening takes a tenth of that. Longer is either a very slow disk or a deadlock. */
  private static final long PATIENCE_MS = 5000;

  private static final ReentrantLock OPENING = new ReentrantLock();
  private static volatile @Nullable Offload open;
  private static volatile boolean failed;

  private SharedOffload() {}

  /** The shared instance if an object of this package has opened it; opens nothing. */
  public static Optional<Offload> ifOpen() {
    return Optional.ofNullable(open);
  }

  /** Null: not now, do it in the superclass. */
  static @Nullable Offload get() {
    Offload ready = open;
    return ready != null || failed ? ready : open();
  }

  private static @Nullable Offload open() {
    if (OPENING.isHeldByCurrentThread()) {
      return null;
    }
    boolean interrupted = false;
    try {
      if (!OPENING.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        return null;
      }
    } catch (InterruptedException e) {
      interrupted = true;
      if (!OPENING.tryLock()) {
        return null;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      if (open == null && !failed) {
        // Null too, where somebody else's opening on this thread led here.
        open = Offload.shared();
      }
      return open;
    } catch (RuntimeException | LinkageError e) {
      failed = true;
      System.getLogger(SharedOffload.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "java.util.zip works without Doorbell, which cannot be opened",
              e);
      return null;
    } finally {
      OPENING.unlock();
    }
  }
}
