package dev.doorbell.provider.cipher;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The byte buffer through which the JDK's GCM reads its counter, twice for each short message.
 *
 * <p>HotSpot's second compiler leaves the buffer out (56 bytes each) if it takes in the small
 * methods of java.nio that make it, and for that they must have been counted long enough by the
 * first one's code. They are not where they become hot while the second compiler's queue is long:
 * then they are compiled without counters, and for good. So they are called before the ciphers are,
 * some at a time, at first with pauses in which the queue that is left from the application's start
 * can become short (docs/PERFORMANCE.md, "Cipher in software").
 */
final class CounterRehearsal implements Rehearsal {
  /** HotSpot believes counters of 1,000 calls (a fifth of Tier4InvocationThreshold). */
  static final int ROUNDS = 30;

  /** The first compiler takes a method after 256 calls. */
  static final int FIRST_ROUNDS = 5;

  private static final int CALLS = 100;

  private final byte[] counter = new byte[16];
  private int last;

  @Override
  public void round(int n) {
    for (int i = 0; i < CALLS; i++) {
      counter[15]++;
      last += ByteBuffer.wrap(counter, 12, 4).order(ByteOrder.BIG_ENDIAN).getInt();
    }
  }
}
