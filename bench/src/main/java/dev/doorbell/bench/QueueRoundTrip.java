package dev.doorbell.bench;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same as {@link PipeRoundTrip} over a work queue: the caller's job of one AES block goes
 * through dispatcher, binding, ring and doorbell to the twin's engine thread, and its completion
 * comes back through the completion ring. Nothing is left out: routing, staging, copying, checking
 * and counting are in the figure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class QueueRoundTrip {
  private Offload offload;
  private SmallestJob job;
  private JobResult result;

  public QueueRoundTrip() {}

  @Setup
  public void open() throws InterruptedException {
    offload = SmallestJob.openTwin();
    job = new SmallestJob();
    result = new JobResult();
  }

  @Benchmark
  public Outcome roundTrip() {
    return offload.execute(job.job(), result);
  }

  /** A figure in which software has worked would be another benchmark's. */
  @TearDown
  public void close() {
    SmallestJob.Share share = SmallestJob.share(offload);
    offload.close();
    if (share.software() * 100 > share.queue()) {
      throw new IllegalStateException(
          share.software()
              + " jobs in software, "
              + share.queue()
              + " on the queue: the machine is too busy");
    }
  }
}
