package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.Operation;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Inflater} whose work may run on an accelerator's queue. The contract is the
 * superclass's, all of it.
 *
 * <p>Each stream (from construction or {@link #reset()} on) decides at its first bytes: if a queue
 * would take the input that is there, and the message ends within it and inflates to at most {@code
 * doorbell.codec.inflate.max.bytes}, one job does the work and its result is handed out over the
 * following calls. If no queue would, but the software engine has a library for it, a zlib message
 * that ends within the input and fits into the first output buffer is one job, too. In all other
 * cases, a malformed message among them, the superclass reads the untouched input: exceptions and
 * positions are the JDK's.
 *
 * <p>The superclass's native stream is the one that software uses, and lives until {@link #end()}:
 * the JDK's {@link java.util.zip.InflaterInputStream} asks it, by a method that nobody else can
 * override, whether output is pending after the last byte of input, and would report a sound raw
 * stream as truncated if another object did the work.
 */
public class OffloadInflater extends Inflater {
  private enum Mode {
    /** No byte of the stream was looked at yet. */
    FRESH,
    /** The superclass does everything. */
    SOFTWARE,
    /** As SOFTWARE, but a part of the input is still to be given to it: {@link #source} has it. */
    IN_PORTIONS,
    /** {@link #message} holds the whole result. */
    SERVING
  }

  private final Object lock = new Object();

  /** Null in an object that the superclass does all the work for. */
  private final @Nullable Offload offload;

  private final boolean nowrap;
  private final Operation operation;
  private final Source source = new Source();
  private final MessageInflater inflater;
  private final InflatedMessage message = new InflatedMessage();

  /** What the superclass gets at a time; null for all of the input. */
  private @Nullable Portions portions;

  private Mode mode;

  /** As {@link Inflater#Inflater()}, over the process's shared {@link Offload}. */
  public OffloadInflater() {
    this(false);
  }

  /** As {@link Inflater#Inflater(boolean)}, over the process's shared {@link Offload}. */
  public OffloadInflater(boolean nowrap) {
    this(SharedOffload.get(), nowrap);
  }

  /**
   * @param nowrap true for raw deflate (RFC 1951), false for zlib (RFC 1950)
   * @param offload where jobs go; stays the caller's
   */
  public OffloadInflater(boolean nowrap, Offload offload) {
    this(Objects.requireNonNull(offload, "offload"), nowrap);
  }

  private OffloadInflater(@Nullable Offload offload, boolean nowrap) {
    super(nowrap);
    this.offload = offload;
    this.nowrap = nowrap;
    operation = nowrap ? Operation.INFLATE_RAW : Operation.INFLATE_ZLIB;
    inflater = new MessageInflater(nowrap ? Format.RAW : Format.ZLIB, offload);
    mode = firstMode();
  }

  /**
   * For a stream that may read ahead: what no queue takes is fed to the superclass as the JDK's
   * stream feeds it.
   *
   * @param bytes size of the stream's own buffer, 1 or more
   */
  void feedSoftwareInPortionsOf(int bytes) {
    synchronized (lock) {
      portions = new Portions(bytes);
    }
  }

  private Mode firstMode() {
    return offload == null ? Mode.SOFTWARE : Mode.FRESH;
  }

  @Override
  public void setInput(byte[] input, int off, int len) {
    synchronized (lock) {
      // The superclass always has the same input: it checks the arguments, and may have to take
      // over from the first byte.
      super.setInput(input, off, len);
      if (mode != Mode.SOFTWARE) {
        source.set(input, off, len);
        if (portions != null) {
          portions.begin(input, off);
        }
      }
      if (mode == Mode.IN_PORTIONS) {
        nextPortion();
      }
    }
  }

  @Override
  public void setInput(byte[] input) {
    setInput(input, 0, input.length);
  }

  @Override
  public void setInput(ByteBuffer input) {
    synchronized (lock) {
      super.setInput(input);
      if (mode == Mode.IN_PORTIONS) {
        mode = Mode.SOFTWARE;
        source.clear();
      } else if (mode != Mode.SOFTWARE) {
        source.set(input);
      }
    }
  }

  @Override
  public void setDictionary(byte[] dictionary, int off, int len) {
    synchronized (lock) {
      super.setDictionary(dictionary, off, len);
      leaveToSoftware();
    }
  }

  @Override
  public void setDictionary(byte[] dictionary) {
    setDictionary(dictionary, 0, dictionary.length);
  }

  @Override
  public void setDictionary(ByteBuffer dictionary) {
    synchronized (lock) {
      super.setDictionary(dictionary);
      leaveToSoftware();
    }
  }

  /**
   * A job carries no dictionary, and the superclass has it now. A result that is being handed out
   * needed none.
   */
  private void leaveToSoftware() {
    if (mode == Mode.FRESH) {
      mode = Mode.SOFTWARE;
      source.clear();
    }
  }

  @Override
  public int getRemaining() {
    synchronized (lock) {
      return switch (mode) {
        case SERVING -> source.remaining();
        case IN_PORTIONS -> super.getRemaining() + source.remaining();
        default -> super.getRemaining();
      };
    }
  }

  @Override
  public boolean needsInput() {
    synchronized (lock) {
      return switch (mode) {
        case SERVING -> source.remaining() == 0;
        case IN_PORTIONS -> false;
        default -> super.needsInput();
      };
    }
  }

  @Override
  public boolean needsDictionary() {
    synchronized (lock) {
      return super.needsDictionary();
    }
  }

  @Override
  public boolean finished() {
    synchronized (lock) {
      return mode == Mode.SERVING ? message.finished() : super.finished();
    }
  }

  @Override
  public int inflate(byte[] output, int off, int len) throws DataFormatException {
    synchronized (lock) {
      if (mode == Mode.SOFTWARE
          || output == null
          || (off | len | (off + len) | (output.length - (off + len))) < 0) {
        return super.inflate(output, off, len);
      }
      super.getBytesRead(); // throws what the superclass throws after end()
      Sink sink = new Sink(output, off, len);
      decide(sink);
      return switch (mode) {
        case SERVING -> serve(sink);
        case IN_PORTIONS -> inflatePortions(output, off, len);
        default -> super.inflate(output, off, len);
      };
    }
  }

  @Override
  public int inflate(byte[] output) throws DataFormatException {
    return inflate(output, 0, output.length);
  }

  @Override
  public int inflate(ByteBuffer output) throws DataFormatException {
    if (output.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    synchronized (lock) {
      super.getBytesRead();
      Sink sink = new Sink(output);
      decide(sink);
      leavePortions();
      return mode == Mode.SERVING ? serve(sink) : super.inflate(output);
    }
  }

  private void decide(Sink sink) {
    if (mode == Mode.FRESH && source.remaining() > 0) {
      int bytes = Math.min(source.remaining(), inflater.mostBytes());
      boolean served =
          !offload().wouldTake(operation, bytes) && inflater.mayInflateAtOnce(source, sink)
              ? inflater.inflateAtOnce(source, sink, message)
              : offload().offer(operation, bytes) && inflater.inflate(source, message);
      mode = served ? Mode.SERVING : Mode.SOFTWARE;
      if (!served && portions != null && source.buffer() == null) {
        mode = Mode.IN_PORTIONS;
        nextPortion();
      } else if (!served) {
        source.clear();
      }
    }
  }

  private void nextPortion() {
    int bytes = Math.min(source.remaining(), portions().rest(source.position()));
    super.setInput(source.array(), source.position(), bytes);
    source.skip(bytes);
    if (source.remaining() == 0) {
      // As in most streams at once: from here on nothing stands between them and the superclass.
      mode = Mode.SOFTWARE;
      source.clear();
    }
  }

  private int inflatePortions(byte[] output, int off, int len) throws DataFormatException {
    int n = super.inflate(output, off, len);
    // As the JDK's stream, which fills its buffer when a call gave nothing.
    while (n == 0 && len > 0 && mode == Mode.IN_PORTIONS && super.needsInput()) {
      nextPortion();
      n = super.inflate(output, off, len);
    }
    return n;
  }

  /** For what streams do not call: the superclass gets all the input that is left. */
  private void leavePortions() {
    if (mode == Mode.IN_PORTIONS) {
      int given = super.getRemaining();
      super.setInput(source.array(), source.position() - given, given + source.remaining());
      mode = Mode.SOFTWARE;
      source.clear();
    }
  }

  private Portions portions() {
    return Objects.requireNonNull(portions);
  }

  private Offload offload() {
    return Objects.requireNonNull(offload);
  }

  private int serve(Sink sink) {
    if (!message.finished()) {
      message.serve(source, sink);
      if (message.finished()) {
        inflater.shrink();
      }
    }
    return sink.written();
  }

  @Override
  public int getAdler() {
    synchronized (lock) {
      int ofSuperclass = super.getAdler();
      return mode == Mode.SERVING && !nowrap ? message.adler() : ofSuperclass;
    }
  }

  @Override
  @Deprecated(since = "23")
  public int getTotalIn() {
    return (int) getBytesRead();
  }

  @Override
  public long getBytesRead() {
    synchronized (lock) {
      long ofSuperclass = super.getBytesRead();
      return mode == Mode.SERVING ? message.consumed() : ofSuperclass;
    }
  }

  @Override
  @Deprecated(since = "23")
  public int getTotalOut() {
    return (int) getBytesWritten();
  }

  @Override
  public long getBytesWritten() {
    synchronized (lock) {
      long ofSuperclass = super.getBytesWritten();
      return mode == Mode.SERVING ? message.delivered() : ofSuperclass;
    }
  }

  @Override
  public void reset() {
    synchronized (lock) {
      if (portions != null && (mode == Mode.SERVING || mode == Mode.IN_PORTIONS)) {
        portions.end(source.position() - (mode == Mode.IN_PORTIONS ? super.getRemaining() : 0));
      }
      super.reset();
      source.clear();
      message.clear();
      inflater.shrink();
      mode = firstMode();
    }
  }

  @Override
  public void end() {
    synchronized (lock) {
      super.end();
      source.clear();
      if (portions != null) {
        portions.clear();
      }
      inflater.release();
      if (!message.finished()) {
        message.clear();
        mode = Mode.SOFTWARE;
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
