package dev.doorbell.fallback.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/**
 * One data unit of {@link XtsCiphers} on its way: where its tweak stands, and the memory that its
 * blocks pass through. Tweaks are computed as pairs of longs and put on before and after one ECB
 * call for a whole run of blocks, so that the library's intrinsics have something to do.
 */
final class XtsRun implements AutoCloseable {
  private static final int BLOCK = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** x^128 = x^7 + x^2 + x + 1 (IEEE 1619-2018, section 5.2). */
  private static final long POLYNOMIAL = 0x87;

  /** Input of the next call, output of the last one. */
  final byte[] data;

  private final Cipher ecb;
  private final long[] tweaks;
  private final byte[] passed;
  private long low;
  private long high;

  /**
   * @param ecb initialised with the data key
   * @param firstTweak the data unit's number, encrypted; wiped
   * @param mostBytes size of {@link #data}, at least two blocks
   */
  XtsRun(Cipher ecb, byte[] firstTweak, int mostBytes) {
    this.ecb = ecb;
    data = new byte[mostBytes];
    passed = new byte[mostBytes + BLOCK];
    tweaks = new long[(mostBytes + BLOCK - 1) / BLOCK * 2];
    low = (long) LONGS.get(firstTweak, 0);
    high = (long) LONGS.get(firstTweak, Long.BYTES);
    Arrays.fill(firstTweak, (byte) 0);
  }

  /** Passes the first {@code length} bytes of {@link #data}, whole blocks, through the cipher. */
  void blocks(int length) throws ShortBufferException {
    for (int i = 0; i < length / Long.BYTES; i += 2) {
      tweaks[i] = low;
      tweaks[i + 1] = high;
      advance();
    }
    pass(0, length, 0);
  }

  private void advance() {
    long carry = high >> 63;
    high = high << 1 | low >>> 63;
    low = low << 1 ^ (carry & POLYNOMIAL);
  }

  private void pass(int at, int length, int firstTweak) throws ShortBufferException {
    mask(data, at, length, firstTweak);
    // Into another array: in place, the library would copy its input first.
    ecb.update(data, at, length, passed, 0);
    System.arraycopy(passed, 0, data, at, length);
    mask(data, at, length, firstTweak);
  }

  private void mask(byte[] bytes, int at, int length, int firstTweak) {
    long[] t = tweaks;
    for (int i = 0; i < length; i += Long.BYTES) {
      LONGS.set(bytes, at + i, (long) LONGS.get(bytes, at + i) ^ t[firstTweak + i / Long.BYTES]);
    }
  }

  /**
   * The last whole block and the {@code rest} of 1 to 15 bytes after it, which are at the start of
   * {@link #data}. The block that is worked on first gives the rest away and is filled up with what
   * it took; decryption uses the two tweaks in the other order.
   */
  void steal(int rest, boolean encrypt) throws ShortBufferException {
    int own = encrypt ? 0 : 2;
    for (int i = 0; i < 2; i++) {
      tweaks[2 * i] = low;
      tweaks[2 * i + 1] = high;
      advance();
    }
    pass(0, BLOCK, own);
    for (int i = 0; i < rest; i++) {
      byte stolen = data[i];
      data[i] = data[BLOCK + i];
      data[BLOCK + i] = stolen;
    }
    pass(0, BLOCK, 2 - own);
  }

  @Override
  public void close() {
    Arrays.fill(data, (byte) 0);
    Arrays.fill(passed, (byte) 0);
    Arrays.fill(tweaks, 0);
    low = 0;
    high = 0;
  }
}
