package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a stream's small buffer one that holds a whole compressed message, where a queue would
 * take it and it can be had without waiting. Only a whole message is worth a job; what the source
 * does not call available is never waited for, so that nothing blocks that does not block with the
 * JDK.
 */
final class ReadAhead {
  /**
   * At the ratio that is guessed first, this inflates to the largest result that {@link
   * MessageInflater} takes.
   */
  static final int MOST_BYTES = 2 << 20;

  private final Offload offload;
  private final Operation operation;
  private @Nullable IOException failure;
  private byte[] bytes = new byte[0];
  private int length;

  ReadAhead(Offload offload, Operation operation) {
    this.offload = offload;
    this.operation = operation;
  }

  /**
   * To be called first in each {@code fill()}: throws what went wrong while bytes that came before
   * were still to be used.
   */
  void rethrow() throws IOException {
    IOException e = failure;
    if (e != null) {
      failure = null;
      throw e;
    }
  }

  /**
   * As {@link #extend(InputStream, byte[], long)} up to all that is available, if that is not too
   * much to be one message.
   */
  boolean extend(InputStream in, byte[] first) {
    // Without a queue not even available() is called, which the JDK's streams do not call either.
    return offload.wouldTake(operation, MOST_BYTES)
        && extend(in, first, first.length + (long) available(in));
  }

  /**
   * Reads on behind a buffer that was filled to its end.
   *
   * @param most bytes wanted in all
   * @return true if {@link #bytes()} and {@link #length()} replace the buffer; {@code first} is
   *     unchanged in any case
   */
  boolean extend(InputStream in, byte[] first, long most) {
    if (most <= first.length || most > MOST_BYTES || !offload.wouldTake(operation, most)) {
      return false;
    }
    bytes = first;
    length = first.length;
    try {
      int room;
      while ((room = Math.min(in.available(), (int) most - length)) > 0) {
        if (bytes.length - length < room) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(length + room, 2L * length)));
        }
        int n = in.read(bytes, length, room);
        if (n <= 0) {
          break;
        }
        length += n;
      }
    } catch (IOException e) {
      failure = e;
    }
    return length > first.length;
  }

  private int available(InputStream in) {
    try {
      return in.available();
    } catch (IOException e) {
      // Not this call's business: it has bytes to return. The next read says what is wrong.
      return 0;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
