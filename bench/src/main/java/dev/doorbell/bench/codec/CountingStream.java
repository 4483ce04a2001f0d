package dev.doorbell.bench.codec;

import java.io.OutputStream;

/** Where streams end. */
final class CountingStream extends OutputStream {
  private long bytes;

  @Override
  public void write(int b) {
    bytes++;
  }

  @Override
  public void write(byte[] b, int off, int len) {
    bytes += len;
  }

  long bytes() {
    return bytes;
  }
}
