package dev.doorbell.offload.sim.world;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;

/**
 * A thread of the simulated process: runs until it pauses, and goes on when the scheduler says so.
 * Never two at once. A continuation of the JVM where that package is exported to us, else a real
 * thread that hands over and waits; the schedule, and so the trace, is the same.
 */
abstract class Fiber {
  final String name;
  final int number;

  /** Until when it sleeps; meaningful while {@code sleeping}. */
  long wakeNs;

  boolean sleeping;

  /** It found nothing to do at its last turn. */
  long idleSince = -1;

  int quantum;

  /** How long it had no processor. */
  long frozenNs;

  boolean done;
  Throwable failure;

  /** The error of an access to a mapping that is gone, not yet thrown. */
  InternalError pending;

  /** Monitors held: waiting with one of them would be a fault of its own. */
  int monitorsHeld;

  Fiber(String name, int number) {
    this.name = name;
    this.number = number;
  }

  /** For the scheduler: lets it run to its next pause or its end. */
  abstract void resume();

  /** For the fiber itself. */
  abstract void pause();

  /** It never runs again. */
  void abandon() {}

  final void run(Runnable body) {
    try {
      body.run();
    } catch (Abandoned e) {
      // Nobody waits for it.
    } catch (Throwable e) {
      failure = e;
    }
    done = true;
  }

  static Fiber of(boolean threads, String name, int number, Runnable body) {
    return threads || !OnContinuation.AVAILABLE
        ? new OnThread(name, number, body)
        : new OnContinuation(name, number, body);
  }

  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class OnContinuation extends Fiber {
    static final boolean AVAILABLE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
      MethodHandle create = null;
      MethodHandle run = null;
      MethodHandle yield = null;
      try {
        Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
        Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Object ours = scope.getConstructor(String.class).newInstance("simulation");
        create =
            lookup
                .findConstructor(
                    continuation, MethodType.methodType(void.class, scope, Runnable.class))
                .bindTo(ours)
                .asType(MethodType.methodType(Object.class, Runnable.class));
        run =
            lookup
                .findVirtual(continuation, "run", MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Object.class));
        yield =
            lookup
                .findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
                .bindTo(ours);
      } catch (ReflectiveOperationException notExported) {
        create = null;
      }
      AVAILABLE = create != null;
      NEW = create;
      RUN = run;
      YIELD = yield;
    }

    private final Object continuation;

    OnContinuation(String name, int number, Runnable body) {
      super(name, number);
      try {
        continuation = (Object) NEW.invokeExact((Runnable) () -> run(body));
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    void resume() {
      try {
        RUN.invokeExact(continuation);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    void pause() {
      try {
        boolean yielded = (boolean) YIELD.invokeExact();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class OnThread extends Fiber {
    private final Semaphore mine = new Semaphore(0);
    private final Semaphore schedulers = new Semaphore(0);
    private final Thread thread;
    private boolean abandoned;

    OnThread(String name, int number, Runnable body) {
      super(name, number);
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("sim-" + name)
              .start(() -> {
                mine.acquireUninterruptibly();
                run(() -> {
                  if (!abandoned) {
                    body.run();
                  }
                });
                schedulers.release();
              });
    }

    @Override
    void resume() {
      mine.release();
      schedulers.acquireUninterruptibly();
    }

    @Override
    void pause() {
      if (abandoned) {
        throw new Abandoned();
      }
      schedulers.release();
      mine.acquireUninterruptibly();
      if (abandoned) {
        throw new Abandoned();
      }
    }

    @Override
    void abandon() {
      abandoned = true;
      mine.release();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
