package dev.doorbell.provider.cipher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadCpuClockTest {
  @TempDir private Path folder;

  @Test
  void readsTheFirstNumberAnewEachTime() throws Exception {
    Path file = Files.writeString(folder.resolve("schedstat"), "1234567 89 10\n");
    try (ThreadCpuClock clock = ThreadCpuClock.of(file.toString())) {
      assertEquals(1_234_567, clock.getAsLong());
      Files.writeString(file, "2234567 89 11\n");
      assertEquals(2_234_567, clock.getAsLong());
    }
  }

  @Test
  void aClockThatStopsToMakeSenseIsAtItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("schedstat"), "1234567 89 10\n");
    try (ThreadCpuClock clock = ThreadCpuClock.of(file.toString())) {
      Files.writeString(file, "");
      assertEquals(Long.MAX_VALUE, clock.getAsLong());
    }
  }

  @Test
  void withoutTheFileItIsRealTime() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("schedstat"), "none");
    for (String name : new String[] {"/nonexistent", nonsense.toString()}) {
      try (ThreadCpuClock clock = ThreadCpuClock.of(name)) {
        long before = System.nanoTime();
        long read = clock.getAsLong();
        assertTrue(read >= before && read <= System.nanoTime(), name);
      }
    }
  }

  @Test
  void movesWhileTheThreadWorks() {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/proc/thread-self/schedstat")), "no schedstat on this kernel");
    try (ThreadCpuClock clock = ThreadCpuClock.ofThisThread()) {
      long start = clock.getAsLong();
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (clock.getAsLong() - start < 20_000_000) {
        assertTrue(System.nanoTime() < deadline, "the clock stands still");
      }
    }
  }
}
