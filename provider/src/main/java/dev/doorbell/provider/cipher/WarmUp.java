package dev.doorbell.provider.cipher;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Gets the JDK's AES code compiled before the application needs it to be fast. The JVM puts the
 * processor's AES instructions into a caller's code when it compiles that with its second compiler,
 * and decides on that by the number of calls, not of bytes: an application whose first messages
 * have a megabyte waits for it for minutes (docs/PERFORMANCE.md, "Cipher in software"). Here the
 * calls are made that it lacks, with messages of some hundred bytes.
 *
 * <p>Runs once per process, on a daemon thread of its own, with keys of zeros on cipher objects of
 * its own; nobody waits for it, and it holds no lock while it computes. It ends when all rounds
 * were played or when its thread has used up the budget, whichever comes first. What the JVM's
 * compiler threads use is not counted: they would compile the same code for the application.
 */
final class WarmUp implements Runnable {
  static final String THREAD_NAME = "doorbell-warmup";

  /** The promise is 200 ms; the rest is for the thread's start, the last round and a tick. */
  static final long BUDGET_NS = 180_000_000;

  /**
   * HotSpot's second compiler takes a method of the JDK's after 5,000 calls that the first one's
   * code has counted, after a multiple of that while its queue is long, and forgets one that is no
   * longer called by then. So the first bursts bring the calls, and the ones after them wait with
   * as little work as keeps the methods in the queue. What is compiled costs little in the rest.
   */
  private static final int BURSTS = 240;

  private static final int LONG_BURSTS = 30;
  private static final int ROUNDS_PER_LONG_BURST = 50;
  private static final int ROUNDS_PER_BURST = 20;

  /**
   * Before anything else: the first message of an application that starts with a large one is
   * computed by interpreted code, for some ten milliseconds, and shares the processors and the
   * compiler's queue with nobody.
   */
  private static final long HEAD_START_NS = 50_000_000;

  /** Between these, twice as long as the burst took: longer where processors are scarce. */
  private static final long MIN_PAUSE_NS = 5_000_000;

  private static final long MAX_PAUSE_NS = 40_000_000;

  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private static volatile boolean endedEarly;

  private final Provider library;
  private final LongSupplier wallNs;
  private final LongSupplier cpuNs;
  private final long budgetNs;
  private final LongConsumer pause;
  private boolean played;

  /**
   * @param library whose ciphers are played
   * @param wallNs at any moment at least as far from its start as {@code cpuNs} from its own
   * @param cpuNs what the running thread has used
   * @param pause lets about so many nanoseconds pass
   */
  WarmUp(
      Provider library,
      LongSupplier wallNs,
      LongSupplier cpuNs,
      long budgetNs,
      LongConsumer pause) {
    this.library = library;
    this.wallNs = wallNs;
    this.cpuNs = cpuNs;
    this.budgetNs = budgetNs;
    this.pause = pause;
  }

  /** In the background, at the first call in this process; returns at once. */
  static void startOnce(Provider library) {
    if (STARTED.compareAndSet(false, true)) {
      start(() -> {
        LockSupport.parkNanos(HEAD_START_NS);
        try (ThreadCpuClock clock = ThreadCpuClock.ofThisThread()) {
          WarmUp warmUp =
              new WarmUp(library, System::nanoTime, clock, BUDGET_NS, LockSupport::parkNanos);
          warmUp.run();
          endedEarly = !warmUp.played;
        }
      });
    }
  }

  /** Whether the process's warm-up has ended and could not play to its end. */
  static boolean endedEarly() {
    return endedEarly;
  }

  /** Whether this one has played to its end. */
  boolean played() {
    return played;
  }

  /**
   * @return the thread, which keeps nothing of its maker's alive: neither thread-locals nor a class
   *     loader
   */
  static Thread start(Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(THREAD_NAME)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(work);
    thread.setContextClassLoader(null);
    thread.start();
    return thread;
  }

  @Override
  public void run() {
    try {
      played = play(new Budget(wallNs, cpuNs, budgetNs));
    } catch (GeneralSecurityException | RuntimeException | LinkageError | OutOfMemoryError e) {
      // Nobody depends on it: the application finds the code as cold as it would have been.
      LOG.log(System.Logger.Level.DEBUG, "warm-up ended early", e);
    }
  }

  /** False where the budget was too small. */
  private boolean play(Budget budget) throws GeneralSecurityException {
    Rehearsal[] rehearsals = {
      new GcmRehearsal(library, budget),
      new BlockRehearsal("AES/CTR/NoPadding", library),
      new BlockRehearsal("AES/CBC/NoPadding", library)
    };
    Rehearsal counters = new CounterRehearsal();
    for (int i = 0; i < CounterRehearsal.ROUNDS; i++) {
      counters.round(i);
      pause.accept(i < CounterRehearsal.FIRST_ROUNDS ? 4 * MIN_PAUSE_NS : MIN_PAUSE_NS);
    }
    int played = 0;
    for (int burst = 0; burst < BURSTS; burst++) {
      long start = wallNs.getAsLong();
      int rounds = burst < LONG_BURSTS ? ROUNDS_PER_LONG_BURST : ROUNDS_PER_BURST;
      for (Rehearsal rehearsal : rehearsals) {
        for (int i = 0; i < rounds; i++) {
          if (budget.leftNs() <= 0) {
            return false;
          }
          rehearsal.round(played + i);
        }
      }
      played += rounds;
      // The compiler needs a processor, too, and until it is done the calls are slow ones.
      pause.accept(Math.clamp(2 * (wallNs.getAsLong() - start), MIN_PAUSE_NS, MAX_PAUSE_NS));
    }
    return true;
  }

  /** What is left, asked for often: the thread's clock is read only when it could matter. */
  static final class Budget {
    private final LongSupplier wallNs;
    private final LongSupplier cpuNs;
    private final long budgetNs;
    private final long cpuStart;
    private long left;
    private long readAt;

    Budget(LongSupplier wallNs, LongSupplier cpuNs, long budgetNs) {
      this.wallNs = wallNs;
      this.cpuNs = cpuNs;
      this.budgetNs = budgetNs;
      cpuStart = cpuNs.getAsLong();
      left = budgetNs;
      readAt = wallNs.getAsLong();
    }

    long wallNs() {
      return wallNs.getAsLong();
    }

    /** A lower bound: no thread uses more of a processor than time passes. */
    long leftNs() {
      long sinceRead = wallNs.getAsLong() - readAt;
      if (sinceRead < left) {
        return left - sinceRead;
      }
      left = budgetNs - (cpuNs.getAsLong() - cpuStart);
      readAt = wallNs.getAsLong();
      return left;
    }
  }
}
