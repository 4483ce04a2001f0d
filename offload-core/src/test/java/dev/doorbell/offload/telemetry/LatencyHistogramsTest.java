package dev.doorbell.offload.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramsTest {
  private static final long SEED = 11;

  private static void assertNear(long exact, long shown, String what) {
    long tolerance = Math.max(64, exact / 64);
    assertTrue(
        Math.abs(exact - shown) <= tolerance,
        what + ": " + shown + " for " + exact + ", seed " + SEED);
  }

  @Test
  void percentilesAreThoseOfTheSortedValues() {
    LatencyHistograms histograms = new LatencyHistograms("hisi_zip-0", List.of("A", "B"));
    SplittableRandom random = new SplittableRandom(SEED);
    long[] values =
        random.longs(10_000, 0, 30).map(power -> random.nextLong(2L << power)).toArray();
    for (long value : values) {
      histograms.record(1, value);
    }
    Arrays.sort(values);
    assertEquals(1, histograms.rows().size());
    JobLatency row = histograms.rows().getFirst();
    assertEquals("hisi_zip-0", row.engine());
    assertEquals("B", row.operation());
    assertEquals(values.length, row.jobs());
    assertNear(values[4999], row.p50Ns(), "p50");
    assertNear(values[8999], row.p90Ns(), "p90");
    assertNear(values[9899], row.p99Ns(), "p99");
    assertNear(values[9989], row.p999Ns(), "p99.9");
    assertNear(values[9999], row.maxNs(), "max");
  }

  @Test
  void whatIsOutOfRangeCountsAsTheNearest() {
    LatencyHistograms histograms = new LatencyHistograms("e", List.of("A"));
    histograms.record(0, -5);
    histograms.record(0, Long.MAX_VALUE);
    JobLatency row = histograms.rows().getFirst();
    assertEquals(2, row.jobs());
    assertTrue(row.p50Ns() < 64, row::toString);
    assertNear(1_000_000_000_000L, row.maxNs(), "max");
  }

  @Test
  void noJobIsLostBetweenThreads() throws InterruptedException {
    LatencyHistograms histograms = new LatencyHistograms("e", List.of("A"));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 50_000; i++) {
                  histograms.record(0, i);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(200_000, histograms.rows().getFirst().jobs());
  }

  @Test
  void recordingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    LatencyHistograms histograms = new LatencyHistograms("e", List.of("A"));
    histograms.record(0, 1);
    long least = Long.MAX_VALUE;
    // Loading and linking what the first calls need may fall into any round.
    for (int round = 0; round < 10 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        histograms.record(0, i * 1000L);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }
}
