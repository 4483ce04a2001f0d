package dev.doorbell.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.doorbell.offload.Offload;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final BufferPool pool = new BufferPool(100_000);

  @Test
  void givesOutTheSmallestThatIsLargeEnough() {
    byte[] large = new byte[50_000];
    byte[] fitting = new byte[20_000];
    byte[] small = new byte[10_000];
    pool.give(large);
    pool.give(fitting);
    pool.give(small);
    assertSame(fitting, pool.take(10_001));
    assertSame(large, pool.take(10_001));
  }

  @Test
  void givesNoArrayToTwo() {
    pool.give(new byte[20_000]);
    assertNotSame(pool.take(20_000), pool.take(20_000));
  }

  @Test
  void keepsNoMoreThanItsBound() {
    for (int i = 0; i < 10; i++) {
      pool.give(new byte[30_000]);
    }
    assertEquals(90_000, pool.idleBytes());
  }

  @Test
  void makesANewOneWhereNoneIsLargeEnough() {
    pool.give(new byte[20_000]);
    assertEquals(20_001, pool.take(20_001).length);
    assertEquals(20_000, pool.idleBytes());
  }

  @Test
  void smallOnesAreNotWorthTheLock() {
    pool.give(new byte[100]);
    assertEquals(0, pool.idleBytes());
  }

  @Test
  void aPieceInFlightKeepsItsBuffersWhenItsStreamIsGivenUp() {
    try (Offload offload = Engines.LIBRARIES_IN_PARALLEL.open()) {
      PiecePipeline pipeline = new PiecePipeline(offload, 3);
      MemorySegment piece = MemorySegment.ofArray(new byte[100_000]);
      pipeline.submit(MemorySegment.NULL, piece, false, 1, 0, new PendingOutput());
      int before = BufferPool.shared().idleBytes();
      pipeline.abandon();
      assertEquals(before, BufferPool.shared().idleBytes());
    }
  }
}
