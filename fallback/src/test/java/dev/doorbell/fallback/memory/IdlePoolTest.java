package dev.doorbell.fallback.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdlePoolTest {
  private final List<String> ended = new ArrayList<>();
  private final IdlePool<String> pool = new IdlePool<>(2, ended::add);

  @Test
  void hasNothingAtFirst() {
    assertNull(pool.take(1));
  }

  @Test
  void givesEachCodecToOneTaker() {
    pool.give(1, "a");
    assertEquals("a", pool.take(1));
    assertNull(pool.take(1));
  }

  @Test
  void givesTheNewestOfAKind() {
    pool.give(1, "old");
    pool.give(1, "new");
    assertEquals("new", pool.take(1));
  }

  @Test
  void keepsKindsApart() {
    pool.give(1, "a");
    assertNull(pool.take(2));
    assertEquals(1, pool.size());
  }

  @Test
  void endsTheOldestWhenFull() {
    pool.give(1, "a");
    pool.give(2, "b");
    pool.give(3, "c");
    assertEquals(List.of("a"), ended);
    assertEquals(2, pool.size());
  }

  @Test
  void endsEverythingAtCloseAndWhatComesLater() {
    pool.give(1, "a");
    pool.close();
    pool.give(1, "b");
    assertEquals(List.of("a", "b"), ended);
    assertNull(pool.take(1));
  }
}
