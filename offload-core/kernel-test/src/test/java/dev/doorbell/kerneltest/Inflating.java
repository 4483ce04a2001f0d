package dev.doorbell.kerneltest;

import dev.doorbell.codec.OffloadInflater;
import dev.doorbell.offload.Offload;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/** Messages packed by the JDK, unpacked by ours. */
final class Inflating {
  private final Offload offload;
  private final byte[] plain;

  Inflating(Offload offload, long seed) {
    this.offload = offload;
    Random random = new Random(seed);
    plain = new byte[20_000];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) ('a' + random.nextInt(9));
    }
  }

  void once() {
    byte[] packed = new byte[plain.length + 1000];
    Deflater deflater = new Deflater();
    deflater.setInput(plain);
    deflater.finish();
    int size = deflater.deflate(packed);
    deflater.end();
    OffloadInflater inflater = new OffloadInflater(false, offload);
    byte[] back = new byte[plain.length];
    try {
      inflater.setInput(packed, 0, size);
      int n = 0;
      while (!inflater.finished() && n < back.length) {
        n += inflater.inflate(back, n, back.length - n);
      }
      if (!Arrays.equals(plain, back)) {
        throw new AssertionError("wrong bytes from " + Arrays.mismatch(plain, back));
      }
    } catch (DataFormatException e) {
      throw new AssertionError("a good message was refused", e);
    } finally {
      inflater.end();
    }
  }
}
