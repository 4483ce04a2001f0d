package dev.doorbell.offload.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StagingPoolTest {
  @Test
  void lendsASlabOfAtLeastTheSizeAlignedToAPage() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Staging staging = pool.acquire(9000);
      assertTrue(staging.sizeBytes() >= 9000);
      assertEquals(0, staging.address() % 4096);
      pool.release(staging);
    }
  }

  @Test
  void lendsAReturnedSlabAgain() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Staging first = pool.acquire(100);
      pool.release(first);
      assertSame(first, pool.acquire(200));
    }
  }

  @Test
  void zeroesWhatTheJobUsed() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Staging staging = pool.acquire(200_000);
      staging.memory().fill((byte) 0x5A);
      staging.use(staging.sizeBytes());
      pool.release(staging);
      assertSame(staging, pool.acquire(200_000));
      for (long i = 0; i < staging.sizeBytes(); i += 8) {
        assertEquals(0L, staging.memory().get(ValueLayout.JAVA_LONG, i), "offset " + i);
      }
    }
  }

  @Test
  void returnsNullAtTheBound() {
    try (StagingPool pool = new StagingPool(64 << 10)) {
      assertNotNull(pool.acquire(64 << 10));
      assertNull(pool.acquire(1));
    }
  }

  @Test
  void givesIdleSlabsOfOtherSizesUpBeforeItRefuses() {
    try (StagingPool pool = new StagingPool(64 << 10)) {
      Staging small = pool.acquire(100);
      pool.release(small);
      assertNotNull(pool.acquire(64 << 10));
      assertEquals(64 << 10, pool.allocatedBytes());
    }
  }

  @Test
  void returnsNullAboveTheLargestSlab() {
    try (StagingPool pool = new StagingPool(1L << 40)) {
      assertNull(pool.acquire(StagingPool.LARGEST_BYTES + 1));
    }
  }

  @Test
  void aQuarantinedSlabIsLentToNobody() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Quarantine quarantine = new Quarantine(pool, 1 << 20);
      Staging abandoned = pool.acquire(100);
      quarantine.add(abandoned);
      assertNotSame(abandoned, pool.acquire(100));
      assertEquals(abandoned.sizeBytes(), quarantine.bytes());
    }
  }

  @Test
  void theEndOfAQuarantineWipesAndReturnsItsSlabs() {
    try (StagingPool pool = new StagingPool(1 << 20)) {
      Quarantine quarantine = new Quarantine(pool, 1 << 20);
      Staging abandoned = pool.acquire(100);
      abandoned.use(16);
      abandoned.memory().set(ValueLayout.JAVA_LONG, 8, 42);
      quarantine.add(abandoned);
      quarantine.releaseAll();
      assertEquals(0, quarantine.bytes());
      assertEquals(0, pool.lentBytes());
      assertSame(abandoned, pool.acquire(100));
      assertEquals(0, abandoned.memory().get(ValueLayout.JAVA_LONG, 8));
    }
  }

  @Test
  void noSlabHasTwoOwners() throws InterruptedException {
    try (StagingPool pool = new StagingPool(16 << 20)) {
      Set<Staging> owned = ConcurrentHashMap.newKeySet();
      AtomicBoolean shared = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < 50_000; i++) {
                    Staging staging = pool.acquire(1 + i % 3 * 10_000);
                    if (!owned.add(staging)) {
                      shared.set(true);
                    }
                    owned.remove(staging);
                    pool.release(staging);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertTrue(!shared.get());
      assertEquals(0, pool.lentBytes());
    }
  }
}
