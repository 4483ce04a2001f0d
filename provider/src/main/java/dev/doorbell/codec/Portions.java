package dev.doorbell.codec;

/**
 * Where the JDK's stream would have filled its small buffer, in an array that holds what one of
 * ours read ahead. With input cut at the same places software does the same in each call: what
 * comes before wrong data is given out in calls of its own, where all the input at once would meet
 * the error in the first call and give nothing.
 *
 * <p>The JDK's stream fills its buffer to the end each time that it is used up. What follows a
 * message in the buffer belongs to the next one, but for a trailer and a header that go beyond the
 * buffer's end: their rest is read from the source, and the next message begins with a buffer of
 * its own.
 */
final class Portions {
  private static final byte[] NONE = new byte[0];
  private static final int NO_MESSAGE_BEFORE = Integer.MAX_VALUE;

  private final int bytes;
  private byte[] array = NONE;
  private int start;
  private int endOfMessage = NO_MESSAGE_BEFORE;

  /**
   * @param bytes size of the JDK's buffer, 1 or more
   */
  Portions(int bytes) {
    this.bytes = bytes;
  }

  /** Input was set: of a new message, or more of the same. */
  void begin(byte[] input, int off) {
    boolean behindAMessage = input == array && off >= endOfMessage;
    if (!behindAMessage || off >= endOfPortion(endOfMessage)) {
      start = off;
    }
    array = input;
    endOfMessage = NO_MESSAGE_BEFORE;
  }

  /** A message ended before this place of the array that was given to {@link #begin}. */
  void end(int position) {
    endOfMessage = position;
  }

  /** Bytes from this place to the end of its portion, 1 to the portion's size. */
  int rest(int position) {
    return bytes - (position - start) % bytes;
  }

  void clear() {
    array = NONE;
    endOfMessage = NO_MESSAGE_BEFORE;
  }

  private int endOfPortion(int position) {
    return start + (position - start + bytes - 1) / bytes * bytes;
  }
}
