package dev.doorbell.provider.cipher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processor time of the thread that made it, in nanoseconds, as Linux's scheduler counts it:
 * the first number of {@code /proc/thread-self/schedstat} (proc(5)), which moves with the
 * scheduler's ticks. Where there is none, time passes instead, which is never less. (The JDK's own
 * {@code ThreadMXBean} would load all of java.management first.)
 *
 * <p>For the thread that made it only.
 */
final class ThreadCpuClock implements LongSupplier, AutoCloseable {
  private static final String FILE = "/proc/thread-self/schedstat";

  /** Null where there is none. */
  private final @Nullable RandomAccessFile file;

  private final byte[] text = new byte[64];

  private ThreadCpuClock(@Nullable RandomAccessFile file) {
    this.file = file;
  }

  static ThreadCpuClock ofThisThread() {
    return of(FILE);
  }

  static ThreadCpuClock of(String name) {
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(name, "r");
      ThreadCpuClock clock = new ThreadCpuClock(file);
      clock.read(file);
      return clock;
    } catch (IOException | NumberFormatException unusable) {
      close(file);
      return new ThreadCpuClock(null);
    }
  }

  @Override
  public long getAsLong() {
    if (file == null) {
      return System.nanoTime();
    }
    try {
      return read(file);
    } catch (IOException | NumberFormatException gone) {
      // Real time starts from another point; whoever has a budget finds it spent.
      return Long.MAX_VALUE;
    }
  }

  private long read(RandomAccessFile file) throws IOException {
    file.seek(0);
    int length = Math.max(0, file.read(text));
    String line = new String(text, 0, length, StandardCharsets.US_ASCII);
    return Long.parseLong(line.substring(0, Math.max(0, line.indexOf(' '))));
  }

  @Override
  public void close() {
    close(file);
  }

  private static void close(@Nullable RandomAccessFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException harmless) {
        // It was only read.
      }
    }
  }
}
