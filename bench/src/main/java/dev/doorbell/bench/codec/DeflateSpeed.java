package dev.doorbell.bench.codec;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time for all messages of a row: JMH's own figure is by the clock on the wall, and so is the one
 * that is kept for peers with several threads; for the others that is the processor time of the
 * calling thread, which other programs disturb less. The medians of all iterations, the first of
 * which is warm-up, and the compressed size go to the file that {@value #RESULTS} names, one line
 * each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class DeflateSpeed {
  static final String RESULTS = "doorbell.bench.results";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Param({"65536", "1048576", "67108864"})
  public int bytes;

  @Param public Corpus corpus = Corpus.TEXT;

  @Param({"1", "6"})
  public int level;

  @Param public Shape shape = Shape.ONE_SHOT;

  // Last by name, so that JMH runs those next to each other that are compared.
  @Param public Peer who = Peer.JDK;

  private final List<Long> iteration = new ArrayList<>();
  private final List<Long> medians = new ArrayList<>();
  private byte[][] messages = {};
  private Compressor compressor = it -> 0;
  private long size;

  public DeflateSpeed() {}

  @Setup
  public void prepare() {
    messages = corpus.messages(bytes);
    compressor = who.compressor(shape, level, bytes);
  }

  @Benchmark
  public long messages() throws IOException {
    long start = now();
    long n = 0;
    for (byte[] message : messages) {
      n += compressor.compress(message);
    }
    iteration.add(now() - start);
    size = n;
    return n;
  }

  private long now() {
    return who.isParallel() ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
  }

  @TearDown(Level.Iteration)
  public void endIteration() {
    long[] sorted = iteration.stream().mapToLong(Long::longValue).sorted().toArray();
    medians.add(sorted[sorted.length / 2]);
    iteration.clear();
  }

  @TearDown
  public void report() throws IOException {
    compressor.close();
    String file = System.getProperty(RESULTS);
    if (file != null) {
      long[] measured = medians.stream().skip(1).mapToLong(Long::longValue).sorted().toArray();
      Measured.Result result =
          new Measured.Result(
              measured[measured.length / 2] / 1e3,
              Arrays.stream(measured).min().orElseThrow() / 1e3,
              Arrays.stream(measured).max().orElseThrow() / 1e3,
              size);
      Files.writeString(
          Path.of(file),
          Measured.line(new Case(bytes, corpus, level, shape, who), result),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
