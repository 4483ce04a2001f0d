package dev.doorbell.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own deflater for one stream of an {@link OffloadDeflater}: taken when the stream turns
 * out to be software's, given back when it is over. Those that wait for their next stream are few,
 * and each is as good as new: only a deflater of the same kind is used again, so that the bytes are
 * those of a fresh one.
 *
 * <p>Not safe for threads: {@link OffloadDeflater} holds its lock.
 */
final class JdkSession {
  private static final byte[] NO_ROOM = new byte[0];

  /** The kind of one whose parameters were changed: it is not as good as new any more. */
  private static final int NEVER_AGAIN = Integer.MIN_VALUE;

  private static final int MOST_IDLE =
      Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 64);

  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private record Idle(int kind, Deflater deflater) {}

  private final boolean nowrap;
  private final List<byte[]> dictionaries = new ArrayList<>();
  private @Nullable Deflater deflater;
  private int kind;

  JdkSession(boolean nowrap) {
    this.nowrap = nowrap;
  }

  /** Remembers a dictionary of the stream, in case that it becomes this session's. */
  void dictionary(byte[] bytes) {
    dictionaries.add(bytes);
  }

  /** Takes the stream over from its first byte. */
  Deflater begin(int level, int strategy) {
    Deflater current = deflater;
    if (current == null) {
      kind = level * 8 + strategy * 2 + (nowrap ? 1 : 0);
      current = take(kind);
      if (current == null) {
        current = new Deflater(level, nowrap);
        current.setStrategy(strategy);
        current.deflate(NO_ROOM, 0, 0);
      }
      deflater = current;
    }
    for (byte[] dictionary : dictionaries) {
      current.setDictionary(dictionary);
    }
    return current;
  }

  /** For the stream that is in work, and for the next ones. */
  void setLevel(int level) {
    if (deflater != null) {
      deflater.setLevel(level);
      kind = NEVER_AGAIN;
    }
  }

  /** As {@link #setLevel}. */
  void setStrategy(int strategy) {
    if (deflater != null) {
      deflater.setStrategy(strategy);
      kind = NEVER_AGAIN;
    }
  }

  /**
   * New parameters cost a call that does nothing else. Only while no stream is begun: a call
   * without room then does just this.
   */
  void absorbParameters() {
    if (deflater != null) {
      deflater.deflate(NO_ROOM, 0, 0);
    }
  }

  /** The stream is over, and another may come. */
  void reset() {
    dictionaries.clear();
    if (deflater != null) {
      deflater.reset();
      // Whatever input it still knew belongs to the caller.
      deflater.setInput(NO_ROOM);
    }
  }

  private static @Nullable Deflater take(int kind) {
    synchronized (IDLE) {
      for (Idle idle : IDLE) {
        if (idle.kind == kind) {
          IDLE.remove(idle);
          return idle.deflater;
        }
      }
      return null;
    }
  }

  /** No stream comes any more; {@link #reset()} came before. */
  void end() {
    Deflater done = deflater;
    if (done == null) {
      return;
    }
    deflater = null;
    if (kind == NEVER_AGAIN) {
      done.end();
      return;
    }
    Idle surplus = null;
    synchronized (IDLE) {
      IDLE.addFirst(new Idle(kind, done));
      if (IDLE.size() > MOST_IDLE) {
        surplus = IDLE.removeLast();
      }
    }
    if (surplus != null) {
      surplus.deflater.end();
    }
  }
}
