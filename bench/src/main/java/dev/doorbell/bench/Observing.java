package dev.doorbell.bench;

import dev.doorbell.offload.telemetry.FlightEvents;
import dev.doorbell.offload.telemetry.JobSpan;
import dev.doorbell.offload.telemetry.LatencyHistograms;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What telemetry adds to a job while nobody records: all of its calls on a job's way, without the
 * job. To be held against {@link QueueRoundTrip}; unlike that one it needs one core only, and is
 * not lost in a busy machine's noise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Observing {
  private final LatencyHistograms latencies = new LatencyHistograms("device", List.of("AES_ECB"));
  private long tookNs = 1000;

  public Observing() {}

  /** A job on a queue: no span, and its latency. */
  @Benchmark
  public boolean jobOnQueue() {
    JobSpan span = JobSpan.begin();
    // Different values, as of real jobs, so that no branch is always the same.
    tookNs = tookNs * 31 + 7 & 0xFFFF;
    latencies.record(0, tookNs);
    return span == null;
  }

  /** A job that spills to software: no span, and no event of its fallback. */
  @Benchmark
  public boolean jobThatFallsBack() {
    JobSpan span = JobSpan.begin();
    FlightEvents.fallback(null, "AES_ECB", "SPILL", tookNs);
    return span == null;
  }
}
