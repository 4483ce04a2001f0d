package dev.doorbell.provider.cipher;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Gets the JDK's AES code compiled before the application needs it to be fast. The JVM puts the
 * processor's AES instructions into a caller's code when it compiles that with its second compiler,
 * and decides on that by the number of calls, not of bytes: an application whose first messages
 * have a megabyte waits for it for minutes (docs/PERFORMANCE.md, "Cipher in software"). Here the
 * calls are made that it lacks, with messages of some hundred bytes.
 *
 * <p>Runs once per process, on a daemon thread of its own, with keys of zeros on cipher objects of
 * its own; nobody waits for it, and it holds no lock while it computes. It ends when all rehearsals
 * were played or when its thread has used up the budget, whichever comes first. What the JVM's
 * compiler threads use is not counted: they would compile the same code for the application.
 */
final class WarmUp implements Runnable {
  static final String THREAD_NAME = "doorbell-warmup";

  /** The promise is 200 ms; the rest is for the thread's start and the last round. */
  static final long BUDGET_NS = 190_000_000;

  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private final Provider library;
  private final LongSupplier wallNs;
  private final LongSupplier cpuNs;
  private final long budgetNs;

  /**
   * @param wallNs at any moment at least as far from its start as {@code cpuNs} from its own
   * @param cpuNs what the running thread has used
   */
  WarmUp(Provider library, LongSupplier wallNs, LongSupplier cpuNs, long budgetNs) {
    this.library = library;
    this.wallNs = wallNs;
    this.cpuNs = cpuNs;
    this.budgetNs = budgetNs;
  }

  /** In the background, at the first call in this process; returns at once. */
  static void startOnce(Provider library) {
    if (STARTED.compareAndSet(false, true)) {
      start(() -> {
        try (ThreadCpuClock clock = ThreadCpuClock.ofThisThread()) {
          new WarmUp(library, System::nanoTime, clock, BUDGET_NS).run();
        }
      });
    }
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
      play(new Budget(wallNs, cpuNs, budgetNs));
    } catch (GeneralSecurityException | RuntimeException | LinkageError | OutOfMemoryError e) {
      // Nobody depends on it: the application finds the code as cold as it would have been.
      LOG.log(System.Logger.Level.DEBUG, "warm-up ended early", e);
    }
  }

  /** What SunJCE is slowest at comes first: the budget may be short. */
  private void play(Budget budget) throws GeneralSecurityException {
    List<Rehearsal.Maker> makers =
        List.of(
            () -> new GcmRehearsal(library, budget),
            () -> new BlockRehearsal("AES/CTR/NoPadding", library),
            () -> new BlockRehearsal("AES/CBC/NoPadding", library));
    for (Rehearsal.Maker maker : makers) {
      Rehearsal rehearsal = maker.make();
      for (int n = 0; n < rehearsal.rounds() && budget.leftNs() > 0; n++) {
        rehearsal.round(n);
      }
    }
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
