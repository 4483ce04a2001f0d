package dev.doorbell.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
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
 * What it costs to hand a descriptor-sized message to another thread through the kernel and to wait
 * for the answer: the caller writes 128 bytes to one pipe and reads 128 bytes from another; the
 * other thread encrypts the first 16 of them with AES in between. The same work over a queue in
 * shared memory is what to compare it with.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PipeRoundTrip {
  private static final int MESSAGE_BYTES = 128;
  private static final int BLOCK_BYTES = 16;

  private Arena arena;
  private Pipe there;
  private Pipe back;
  private MemorySegment message;
  private Thread echo;
  private volatile Throwable echoFailure;

  public PipeRoundTrip() {}

  @Setup
  public void open() {
    arena = Arena.ofShared();
    there = new Pipe();
    back = new Pipe();
    message = arena.allocate(MESSAGE_BYTES);
    MemorySegment echoed = arena.allocate(MESSAGE_BYTES);
    echo = Thread.ofPlatform().name("echo").daemon().start(() -> echo(echoed));
  }

  private void echo(MemorySegment echoed) {
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[BLOCK_BYTES], "AES"));
      byte[] block = new byte[BLOCK_BYTES];
      while (there.read(echoed)) {
        MemorySegment.copy(echoed, ValueLayout.JAVA_BYTE, 0, block, 0, BLOCK_BYTES);
        aes.doFinal(block, 0, BLOCK_BYTES, block, 0);
        MemorySegment.copy(block, 0, echoed, ValueLayout.JAVA_BYTE, 0, BLOCK_BYTES);
        back.write(echoed);
      }
    } catch (GeneralSecurityException | RuntimeException | Error e) {
      echoFailure = e;
    } finally {
      // Wakes a caller that waits for an answer.
      back.closeWriteEnd();
    }
  }

  /** One message there and back; returns what came back, so that the work cannot be left out. */
  @Benchmark
  public long roundTrip() {
    there.write(message);
    if (!back.read(message)) {
      throw new IllegalStateException("the echo thread is gone", echoFailure);
    }
    return message.get(ValueLayout.JAVA_LONG, 0);
  }

  @TearDown
  public void close() throws InterruptedException {
    there.closeWriteEnd();
    echo.join();
    there.close();
    back.close();
    arena.close();
  }
}
