package dev.doorbell.provider.cipher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Provider;
import java.security.Security;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final Provider SUN_JCE = Security.getProvider("SunJCE");

  private final AtomicLong wall = new AtomicLong();
  private final AtomicLong cpu = new AtomicLong();
  private final AtomicInteger cpuReads = new AtomicInteger();
  private final AtomicInteger pauses = new AtomicInteger();

  /** Time passes with each look at the clock; of it the thread uses a part. */
  private WarmUp warmUp(Provider library, long wallStep, double share, long budgetNs) {
    return new WarmUp(
        library,
        () -> wall.addAndGet(wallStep),
        () -> {
          cpuReads.incrementAndGet();
          cpu.set((long) (wall.get() * share));
          return cpu.get();
        },
        budgetNs,
        ns -> pauses.incrementAndGet());
  }

  @Test
  void playsToItsEndWithinTheBudget() {
    WarmUp warmUp = warmUp(SUN_JCE, 0, 1, 1);
    warmUp.run();
    assertTrue(warmUp.played());
    assertTrue(pauses.get() > 100, "pauses=" + pauses);
  }

  @Test
  void endsWhenItsThreadHasUsedTheBudget() {
    WarmUp warmUp = warmUp(SUN_JCE, 1_000, 1, 1_000_000);
    warmUp.run();
    assertFalse(warmUp.played());
    assertTrue(cpu.get() >= 1_000_000 && cpu.get() < 1_020_000, "cpu=" + cpu);
  }

  @Test
  void doesNotCountTheTimeInWhichOthersHadTheProcessor() {
    WarmUp warmUp = warmUp(SUN_JCE, 1_000, 0.25, 1_000_000);
    warmUp.run();
    assertFalse(warmUp.played());
    assertTrue(wall.get() >= 4_000_000, "wall=" + wall);
    assertTrue(cpu.get() >= 1_000_000 && cpu.get() < 1_020_000, "cpu=" + cpu);
  }

  @Test
  void asksForTheThreadsClockOnlyWhenItCouldMatter() {
    warmUp(SUN_JCE, 1_000, 0.5, 1_000_000).run();
    assertTrue(cpuReads.get() < 30, "reads=" + cpuReads);
  }

  @Test
  void aLibraryThatLacksAesEndsItQuietly() {
    WarmUp warmUp = warmUp(Security.getProvider("SUN"), 0, 1, 1);
    warmUp.run();
    assertFalse(warmUp.played());
  }

  @Test
  void startingItWaitsForNothing() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Thread thread = WarmUp.start(() -> await(hold));
    try {
      // The thread has done nothing yet, and here we are.
      assertTrue(thread.isAlive());
      assertTrue(thread.isDaemon());
      assertFalse(thread.isVirtual());
      assertNull(thread.getContextClassLoader());
      assertEquals(WarmUp.THREAD_NAME, thread.getName());
    } finally {
      hold.countDown();
    }
    thread.join(TimeUnit.SECONDS.toMillis(10));
    assertFalse(thread.isAlive());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
