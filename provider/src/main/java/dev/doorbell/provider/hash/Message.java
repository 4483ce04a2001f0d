package dev.doorbell.provider.hash;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.provider.memory.GatheredBytes;
import java.nio.ByteBuffer;

/**
 * One message on its way to a hash: gathered here while a queue may still take it, in software from
 * the moment that this is out of the question. One thread.
 */
final class Message {
  /** Where software gets what was gathered. */
  interface Sink {
    void update(byte[] bytes, int offset, int length);
  }

  /**
   * Most bytes to gather: bounds what an object holds, and what is hashed late because it turned
   * out to be too long. A queue's round trip is made up for far below it.
   */
  static final int MOST_BYTES = 1 << 20;

  private final Operation operation;
  private final Offload offload;
  private final long floor;
  private final GatheredBytes gathered;
  private boolean begun;
  private boolean inSoftware;

  Message(Operation operation, Offload offload) {
    this(operation, offload, new GatheredBytes());
  }

  private Message(Operation operation, Offload offload, GatheredBytes gathered) {
    this.operation = operation;
    this.offload = offload;
    this.gathered = gathered;
    floor = Math.max(1, offload.offerFrom(operation));
  }

  Message copy() {
    Message copy = new Message(operation, offload, gathered.copy());
    copy.begun = begun;
    copy.inSoftware = inSoftware;
    return copy;
  }

  /**
   * Decides where {@code length} more bytes go.
   *
   * @return true: {@link #take them}; false: they are software's, which has all before them now
   */
  boolean gathers(int length, Sink software) {
    if (!begun) {
      begun = true;
      // A queue that is away now would rather not be waited for: what is gathered is hashed late.
      inSoftware = floor > MOST_BYTES || !offload.wouldTake(operation, Math.max(floor, length));
    }
    if (!inSoftware && length > MOST_BYTES - gathered.size()) {
      intoSoftware(software);
    }
    return !inSoftware;
  }

  void take(byte one) {
    gathered.append(one);
  }

  void take(byte[] bytes, int offset, int length) {
    gathered.append(bytes, offset, length);
  }

  void take(ByteBuffer bytes) {
    gathered.append(bytes);
  }

  /** Whether the message, which ends here, goes to a queue; if not, software has all of it now. */
  boolean offered(Sink software) {
    if (!inSoftware && gathered.size() >= floor && offload.offer(operation, gathered.size())) {
      return true;
    }
    intoSoftware(software);
    return false;
  }

  private void intoSoftware(Sink software) {
    inSoftware = true;
    if (gathered.size() > 0) {
      software.update(gathered.array(), 0, gathered.size());
      gathered.clear();
    }
  }

  GatheredBytes gathered() {
    return gathered;
  }

  /** The next message begins. */
  void reset() {
    gathered.clear();
    begun = false;
    inSoftware = false;
  }
}
