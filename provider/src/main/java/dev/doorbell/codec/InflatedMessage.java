package dev.doorbell.codec;

import java.util.zip.Adler32;

/**
 * A whole message that a job has inflated, on its way to the caller: handed out in the caller's
 * portions, with the consumed input reported in proportion and the last of it together with the
 * last byte. That way the input never looks used up while output waits.
 */
final class InflatedMessage {
  private static final byte[] NOTHING = new byte[0];

  private final Adler32 adler = new Adler32();
  private byte[] bytes = NOTHING;
  private int total;
  private int delivered;
  private int messageBytes;
  private int consumed;

  /** What {@link #adler()} says if {@link #atOnce}. */
  private int known;

  private boolean atOnce;

  /**
   * @param output belongs to this object until {@link #clear()}
   * @param outputBytes how much of it is the message
   * @param inputBytes the compressed message's size
   */
  void begin(byte[] output, int outputBytes, int inputBytes) {
    bytes = output;
    total = outputBytes;
    messageBytes = inputBytes;
    delivered = 0;
    consumed = 0;
    atOnce = false;
    adler.reset();
  }

  /**
   * A message that the job has put where the caller wants it, all of it.
   *
   * @param checksum the Adler-32 that it was found to have
   */
  void deliverAtOnce(Source source, Sink sink, int outputBytes, int inputBytes, int checksum) {
    begin(NOTHING, outputBytes, inputBytes);
    source.skip(inputBytes);
    sink.skip(outputBytes);
    delivered = outputBytes;
    consumed = inputBytes;
    known = checksum;
    atOnce = true;
  }

  void serve(Source source, Sink sink) {
    long supplied = Math.min((long) consumed + source.remaining(), messageBytes);
    // Callers may take the rest of their input away and bring it back in portions: what they get
    // follows what they brought.
    int deliverable =
        supplied == messageBytes
            ? total
            : (int) Math.min(total - 1, supplied * total / messageBytes);
    int n = Math.clamp(deliverable - delivered, 0, sink.remaining());
    sink.put(bytes, delivered, n);
    adler.update(bytes, delivered, n);
    delivered += n;
    int reached;
    if (delivered == total && supplied == messageBytes) {
      reached = messageBytes;
      bytes = NOTHING;
    } else if (supplied < messageBytes && delivered >= deliverable) {
      reached = (int) supplied;
    } else {
      reached =
          Math.max(
              consumed,
              (int)
                  Math.min(messageBytes - 1, (long) delivered * messageBytes / Math.max(1, total)));
    }
    source.skip(reached - consumed);
    consumed = reached;
  }

  boolean finished() {
    return consumed == messageBytes;
  }

  /** Adler-32 of what was handed out so far. */
  int adler() {
    return atOnce ? known : (int) adler.getValue();
  }

  int consumed() {
    return consumed;
  }

  int delivered() {
    return delivered;
  }

  void clear() {
    begin(NOTHING, 0, 0);
  }
}
