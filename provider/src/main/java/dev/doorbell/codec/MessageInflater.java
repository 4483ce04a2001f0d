package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * Tries to inflate a whole message in one job: on a queue, with a guess of the output's size and
 * one better guess; or with a library, where the caller's output seems to have room for all of it.
 */
final class MessageInflater {
  private static final int LEAST_OUTPUT = 64 << 10;
  private static final int KEPT_OUTPUT = 1 << 20;

  /** Below this a library gains less than an attempt in vain costs. */
  private static final int LEAST_LIBRARY_BYTES = 1 << 10;

  /** What compresses to less than its half is the rule, and what does not inflates fast anyway. */
  private static final int LEAST_RATIO = 2;

  /** So many streams are left to the JDK after one that a library did not bring to its end. */
  private static final int STREAMS_AFTER_A_MISS = 8;

  private static final ValueLayout.OfInt BIG_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final byte[] NOTHING = new byte[0];

  private final @Nullable Offload offload;
  private final Format format;
  private final JobResult result = new JobResult();
  private final int mostBytes;
  private byte[] output = NOTHING;
  private int lastMessageBytes;
  private int streamsToLeave;

  /**
   * @param format RAW or ZLIB
   * @param offload null where {@link #inflate} is never going to be called
   */
  MessageInflater(Format format, @Nullable Offload offload) {
    this.format = format;
    this.offload = offload;
    mostBytes = offload == null ? 0 : offload.config().codecInflateBytes();
  }

  /** The most that one message may have, compressed or not. */
  int mostBytes() {
    return mostBytes;
  }

  /**
   * True when {@code message} has been begun with the result; false leaves everything to software,
   * which also finds what was wrong.
   */
  boolean inflate(Source source, InflatedMessage message) {
    int all = Math.min(source.remaining(), mostBytes);
    // Many small messages in one large buffer (zip entries, BGZF): do not send all the rest along
    // with each.
    int likely = (int) Math.min(all, 4L * lastMessageBytes);
    Outcome outcome = Outcome.Rejected.INPUT_INCOMPLETE;
    if (likely > 0 && likely < all) {
      outcome = attempt(source.view(likely));
    }
    if (outcome == Outcome.Rejected.INPUT_INCOMPLETE) {
      outcome = attempt(source.view(all));
    }
    if (outcome != Outcome.Done.DONE || !hasItsChecksum(source)) {
      lastMessageBytes = 0;
      shrink();
      return false;
    }
    lastMessageBytes = (int) result.consumed();
    message.begin(output, (int) result.produced(), lastMessageBytes);
    return true;
  }

  /**
   * Whether {@link #inflateAtOnce} is worth trying: an output that has not even this room will
   * hardly hold all of the message, and the attempt would be in vain.
   */
  boolean mayInflateAtOnce(Source source, Sink sink) {
    int n = source.remaining();
    if (format != Format.ZLIB
        || n < LEAST_LIBRARY_BYTES
        || sink.remaining() / LEAST_RATIO < n
        || !offload().software().inflatesWhole(Operation.INFLATE_ZLIB)) {
      return false;
    }
    if (streamsToLeave > 0) {
      streamsToLeave--;
      return false;
    }
    return true;
  }

  /**
   * One zlib message from the source to the sink, in one step, so that nothing can be told from
   * what the JDK does.
   *
   * @return false, with nothing changed, where it does not end within the input or the room, or is
   *     malformed
   */
  boolean inflateAtOnce(Source source, Sink sink, InflatedMessage message) {
    MemorySegment input = source.view(Math.min(source.remaining(), mostBytes));
    Outcome outcome =
        offload().execute(new InflateJob(format, input, sink.view(sink.remaining())), result);
    if (outcome != Outcome.Done.DONE) {
      streamsToLeave = STREAMS_AFTER_A_MISS;
      return false;
    }
    int trailer = input.get(BIG_ENDIAN_INT, result.consumed() - Integer.BYTES);
    message.deliverAtOnce(source, sink, (int) result.produced(), (int) result.consumed(), trailer);
    return true;
  }

  /**
   * Whether the result has the Adler-32 that zlib's trailer names (RFC 1950 section 2.2). Engines
   * verify it too, but this is the one place where a result that was spoilt on its way can be found
   * for less than the work itself. Raw messages have nothing to compare with.
   */
  private boolean hasItsChecksum(Source source) {
    if (format != Format.ZLIB) {
      return true;
    }
    if (result.consumed() < Integer.BYTES) {
      return false;
    }
    Adler32 adler = new Adler32();
    adler.update(output, 0, (int) result.produced());
    int trailer =
        source.view((int) result.consumed()).get(BIG_ENDIAN_INT, result.consumed() - Integer.BYTES);
    return trailer == (int) adler.getValue();
  }

  private Outcome attempt(MemorySegment input) {
    long guess = Math.clamp(4 * input.byteSize(), LEAST_OUTPUT, mostBytes);
    Outcome outcome = run(input, (int) guess);
    if (outcome == Outcome.Rejected.OUTPUT_TOO_SMALL && output.length < mostBytes) {
      outcome = run(input, (int) Math.min(4L * output.length, mostBytes));
    }
    return outcome;
  }

  private Outcome run(MemorySegment input, int outputBytes) {
    if (output.length < outputBytes) {
      output = new byte[outputBytes];
    }
    return offload().execute(new InflateJob(format, input, MemorySegment.ofArray(output)), result);
  }

  private Offload offload() {
    return Objects.requireNonNull(offload);
  }

  /** The message has been handed out, or given up: a large buffer goes back. */
  void shrink() {
    if (output.length > KEPT_OUTPUT) {
      output = NOTHING;
    }
  }

  void release() {
    output = NOTHING;
  }
}
