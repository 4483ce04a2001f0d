package dev.doorbell.bench.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Time for all messages of a row. Their compressed size goes to the file that {@value #SIZES} names, one line each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class DeflateSpeed {
  static final String SIZES = "doorbell.bench.sizes";

  @Param({"65536", "1048576", "67108864"})
  public int bytes;

  @Param public Corpus corpus = Corpus.TEXT;

  @Param({"1", "6"})
  public int level;

  @Param public Shape shape = Shape.ONE_SHOT;

  // Last by name, so that JMH runs those next to each other that are compared.
  @Param public Peer who = Peer.JDK;

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
    long n = 0;
    for (byte[] message : messages) {
      n += compressor.compress(message);
    }
    size = n;
    return n;
  }

  @TearDown
  public void report() throws IOException {
    compressor.close();
    String file = System.getProperty(SIZES);
    if (file != null) {
      Case it = new Case(bytes, corpus, level, shape, who);
      Files.writeString(Path.of(file), it.key() + " " + size + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
