package dev.doorbell.examples;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Time spent inside a chain of streams, without what lies beyond it: put one wrapper before the
 * chain and one behind. For one thread.
 */
final class Meter {
  private long bytes;
  private long nanos;
  private long slowestNanos;
  private long beyondNanos;

  /** Bytes that went in or came out at the caller's end. */
  long bytes() {
    return bytes;
  }

  long nanos() {
    return nanos;
  }

  /** The longest single read, write or close. */
  long slowestNanos() {
    return slowestNanos;
  }

  /** What is timed. */
  interface Step {
    void run() throws IOException;
  }

  /** Counts {@code step} as one call that took in or gave out {@code stepBytes}. */
  void call(long stepBytes, Step step) throws IOException {
    measure(step);
    bytes += stepBytes;
  }

  private void measure(Step step) throws IOException {
    long beyondBefore = beyondNanos;
    long start = System.nanoTime();
    try {
      step.run();
    } finally {
      long took = System.nanoTime() - start - (beyondNanos - beyondBefore);
      nanos += took;
      slowestNanos = Math.max(slowestNanos, took);
    }
  }

  /** The caller's end of a chain that is written to. */
  OutputStream before(OutputStream chain) {
    return new FilterOutputStream(chain) {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] b, int off, int len) throws IOException {
        measure(() -> chain.write(b, off, len));
        bytes += len;
      }

      @Override
      public void close() throws IOException {
        measure(chain::close);
      }
    };
  }

  /** The far end of a chain that is written to. */
  OutputStream behind(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] b, int off, int len) throws IOException {
        long start = System.nanoTime();
        out.write(b, off, len);
        beyondNanos += System.nanoTime() - start;
      }

      @Override
      public void close() throws IOException {
        long start = System.nanoTime();
        out.close();
        beyondNanos += System.nanoTime() - start;
      }
    };
  }

  /** The caller's end of a chain that is read from. */
  InputStream before(InputStream chain) {
    return new FilterInputStream(chain) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        int[] n = new int[1];
        measure(() -> n[0] = chain.read(b, off, len));
        bytes += Math.max(0, n[0]);
        return n[0];
      }
    };
  }

  /** The far end of a chain that is read from. */
  InputStream behind(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        long start = System.nanoTime();
        try {
          return in.read(b, off, len);
        } finally {
          beyondNanos += System.nanoTime() - start;
        }
      }
    };
  }

  /** Adds what another meter saw. */
  void add(Meter other) {
    bytes += other.bytes;
    nanos += other.nanos;
    slowestNanos = Math.max(slowestNanos, other.slowestNanos);
  }
}
