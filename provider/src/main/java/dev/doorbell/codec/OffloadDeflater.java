package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Deflater} whose work may run on an accelerator's queue. The contract is the
 * superclass's, all of it: what it writes, any inflater reads; what it throws, {@code Deflater}
 * throws.
 *
 * <p>Each stream (from construction or {@link #reset()} on) decides at its first bytes. Where no
 * queue would take them, the superclass does the work and its bytes are the JDK's. Otherwise the
 * stream is cut into pieces of {@code doorbell.codec.piece.bytes}; each is one job that a queue or,
 * when the queue is gone, software runs. Streams at level 0 stay in software.
 *
 * <p>{@link #deflate(byte[], int, int)} takes in a whole piece before it returns anything of it; a
 * flush or {@link #finish()} ends the piece. While a piece is being collected the object holds up
 * to a piece, 32 KiB of history and the piece's output on the heap.
 */
public class OffloadDeflater extends Deflater {
  /** Who owns the stream. */
  private enum Mode {
    /** Nothing was given out or taken in yet. */
    FRESH,
    /**
     * Input is small so far, and a queue is there: it waits in {@link #pieces} until its size is
     * known.
     */
    COLLECTING,
    /** What was collected goes to the superclass, before anything else does. */
    REPLAY,
    /** The superclass does everything. */
    SOFTWARE,
    /** {@link #pieces} does everything. */
    PIECES
  }

  private static final byte[] NO_ROOM = new byte[0];

  private final Object lock = new Object();

  /** Null in an object that the superclass does all the work for, and {@link #pieces} then, too. */
  private final @Nullable Offload offload;

  private final boolean nowrap;
  private final Source source = new Source();
  private final @Nullable PieceStream pieces;
  private Mode mode;
  private int level;
  private int strategy;

  /** The superclass was told of a level or strategy that it has not put into effect. */
  private boolean newParameters;

  private boolean finish;

  /** As {@link Deflater#Deflater()}, over the process's shared {@link Offload}. */
  public OffloadDeflater() {
    this(DEFAULT_COMPRESSION, false);
  }

  /** As {@link Deflater#Deflater(int)}, over the process's shared {@link Offload}. */
  public OffloadDeflater(int level) {
    this(level, false);
  }

  /** As {@link Deflater#Deflater(int, boolean)}, over the process's shared {@link Offload}. */
  public OffloadDeflater(int level, boolean nowrap) {
    this(SharedOffload.get(), level, nowrap);
  }

  /**
   * @param level 0 to 9, or −1 for the default
   * @param nowrap true for raw deflate (RFC 1951), false for zlib (RFC 1950)
   * @param offload where jobs go; stays the caller's
   * @throws IllegalArgumentException for another level
   */
  public OffloadDeflater(int level, boolean nowrap, Offload offload) {
    this(Objects.requireNonNull(offload, "offload"), level, nowrap);
  }

  private OffloadDeflater(@Nullable Offload offload, int level, boolean nowrap) {
    super(level, nowrap);
    this.offload = offload;
    this.nowrap = nowrap;
    this.level = level;
    pieces = offload == null ? null : new PieceStream(nowrap ? Format.RAW : Format.ZLIB, offload);
    mode = firstMode();
  }

  private Mode firstMode() {
    return offload == null ? Mode.SOFTWARE : Mode.FRESH;
  }

  @Override
  public void setInput(byte[] input, int off, int len) {
    synchronized (lock) {
      if (mode == Mode.SOFTWARE || !isSlice(input, off, len)) {
        super.setInput(input, off, len);
      } else {
        source.set(input, off, len);
      }
    }
  }

  @Override
  public void setInput(byte[] input) {
    setInput(input, 0, input.length);
  }

  @Override
  public void setInput(ByteBuffer input) {
    Objects.requireNonNull(input);
    synchronized (lock) {
      if (mode == Mode.SOFTWARE) {
        super.setInput(input);
      } else {
        source.set(input);
      }
    }
  }

  @Override
  public void setDictionary(byte[] dictionary, int off, int len) {
    synchronized (lock) {
      if (isSlice(dictionary, off, len)) {
        refuseDictionaryInMidPiece();
      }
      super.setDictionary(dictionary, off, len);
      adoptDictionary(MemorySegment.ofArray(dictionary).asSlice(off, len));
    }
  }

  @Override
  public void setDictionary(byte[] dictionary) {
    setDictionary(dictionary, 0, dictionary.length);
  }

  @Override
  public void setDictionary(ByteBuffer dictionary) {
    synchronized (lock) {
      ByteBuffer bytes = dictionary.slice();
      refuseDictionaryInMidPiece();
      super.setDictionary(dictionary);
      adoptDictionary(MemorySegment.ofBuffer(bytes));
    }
  }

  /**
   * Where the superclass stands elsewhere in the stream than the caller does, its answer has to be
   * given here.
   */
  private void refuseDictionaryInMidPiece() {
    ensureOpen();
    boolean legal =
        switch (mode) {
          case FRESH, SOFTWARE -> true;
          case COLLECTING, PIECES -> nowrap && (pieces.collected() == 0);
          case REPLAY -> false;
        };
    if (!legal) {
      throw new IllegalArgumentException();
    }
  }

  private void adoptDictionary(MemorySegment dictionary) {
    if (mode != Mode.SOFTWARE) {
      // In zlib's format the superclass has just computed what the header must name.
      pieces.dictionary(dictionary, nowrap ? 0 : super.getAdler());
    }
  }

  @Override
  public void setStrategy(int strategy) {
    synchronized (lock) {
      super.setStrategy(strategy);
      newParameters |= strategy != this.strategy;
      this.strategy = strategy;
    }
  }

  @Override
  public void setLevel(int level) {
    synchronized (lock) {
      super.setLevel(level);
      newParameters |= level != this.level;
      this.level = level;
    }
  }

  @Override
  public boolean needsInput() {
    synchronized (lock) {
      return mode == Mode.SOFTWARE ? super.needsInput() : source.remaining() == 0;
    }
  }

  @Override
  public void finish() {
    synchronized (lock) {
      finish = true;
      // The superclass ends its stream at the first byte that it gets after this: it must not hear
      // of it while it is owed a replay.
      if (mode != Mode.COLLECTING && mode != Mode.REPLAY) {
        super.finish();
      }
    }
  }

  @Override
  public boolean finished() {
    synchronized (lock) {
      return mode == Mode.PIECES ? pieces.finished() : super.finished();
    }
  }

  @Override
  public int deflate(byte[] output, int off, int len) {
    return deflate(output, off, len, NO_FLUSH);
  }

  @Override
  public int deflate(byte[] output) {
    return deflate(output, 0, output.length, NO_FLUSH);
  }

  @Override
  public int deflate(ByteBuffer output) {
    return deflate(output, NO_FLUSH);
  }

  @Override
  public int deflate(byte[] output, int off, int len, int flush) {
    synchronized (lock) {
      if (mode == Mode.SOFTWARE || !isSlice(output, off, len) || !isFlush(flush)) {
        newParameters &= mode != Mode.SOFTWARE;
        return super.deflate(output, off, len, flush);
      }
      ensureOpen();
      if (isIdle(len)) {
        return 0;
      }
      decide(flush);
      return switch (mode) {
        case SOFTWARE -> super.deflate(output, off, len, flush);
        case REPLAY -> replay(ByteBuffer.wrap(output, off, len), flush);
        default -> offloaded(new Sink(output, off, len), flush);
      };
    }
  }

  @Override
  public int deflate(ByteBuffer output, int flush) {
    if (output.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    synchronized (lock) {
      if (mode == Mode.SOFTWARE || !isFlush(flush)) {
        newParameters &= mode != Mode.SOFTWARE;
        return super.deflate(output, flush);
      }
      ensureOpen();
      if (isIdle(output.remaining())) {
        return 0;
      }
      decide(flush);
      return switch (mode) {
        case SOFTWARE -> super.deflate(output, flush);
        case REPLAY -> replay(output, flush);
        default -> offloaded(new Sink(output), flush);
      };
    }
  }

  /**
   * Whether this call does nothing. With the JDK the first call after a new level or strategy puts
   * that into effect and no more: callers make it into a buffer that they throw away, so no header
   * may come out of it.
   */
  private boolean isIdle(int room) {
    boolean first = mode == Mode.FRESH && newParameters;
    if (mode == Mode.FRESH ? newParameters || room == 0 : newParameters && mode != Mode.REPLAY) {
      absorbParameters();
    }
    newParameters = false;
    return first || room == 0;
  }

  /**
   * Only while the superclass has no stream begun: a call without room then does this and nothing
   * else.
   */
  private void absorbParameters() {
    super.deflate(NO_ROOM, 0, 0, NO_FLUSH);
  }

  /**
   * Leaves FRESH, and COLLECTING once the size of what is to be compressed is known or a piece is
   * full.
   */
  private void decide(int flush) {
    if (mode == Mode.FRESH) {
      decideFresh(flush);
    } else if (mode == Mode.COLLECTING) {
      long known = (long) pieces.collected() + source.remaining();
      if (level == 0) {
        startReplay();
      } else if (finish || flush != NO_FLUSH || known > pieceBytes()) {
        if (offload.offer(Operation.DEFLATE_RAW, Math.min(known, pieceBytes()))) {
          startPieces();
        } else {
          startReplay();
        }
      }
    }
  }

  private void decideFresh(int flush) {
    int known = source.remaining();
    int piece = Math.min(known, pieceBytes());
    if (level == 0) {
      startSoftware();
    } else if (finish && known <= piece && !pieces.hasDictionary()) {
      decideWhole(known);
    } else if (finish || flush != NO_FLUSH || known >= pieceBytes()) {
      if (known > 0 && offload.offer(Operation.DEFLATE_RAW, piece)) {
        startPieces();
      } else {
        startSoftware();
      }
    } else if (offload.wouldTake(Operation.DEFLATE_RAW, pieceBytes())) {
      pieces.parameters(level, strategy);
      mode = Mode.COLLECTING;
    } else {
      offload.offer(Operation.DEFLATE_RAW, known); // counts the stream as software's
      startSoftware();
    }
  }

  private void decideWhole(int bytes) {
    if (bytes > 0
        && offload.offer(nowrap ? Operation.DEFLATE_RAW : Operation.DEFLATE_ZLIB, bytes)) {
      pieces.parameters(level, strategy);
      mode = Mode.PIECES;
      pieces.whole(source);
    } else {
      startSoftware();
    }
  }

  private void startSoftware() {
    mode = Mode.SOFTWARE;
    handOver();
  }

  private void handOver() {
    if (source.buffer() != null) {
      super.setInput(source.buffer());
    } else {
      super.setInput(source.array(), source.position(), source.remaining());
    }
    source.clear();
  }

  private void startPieces() {
    mode = Mode.PIECES;
    pieces.parameters(level, strategy);
    if (finish) {
      super.finish();
    }
  }

  private void startReplay() {
    mode = Mode.REPLAY;
    absorbParameters();
    PieceWindow window = pieces.window();
    super.setInput(window.array(), window.pieceOffset(), window.collected());
    // The caller has, or will get, the header from us. zlib writes its own before it looks at
    // anything else.
    byte[] header = new byte[pieces.headerBytes()];
    super.deflate(header, 0, header.length, NO_FLUSH);
  }

  private int offloaded(Sink sink, int flush) {
    if (mode == Mode.COLLECTING) {
      pieces.begin();
      pieces.collect(source, source.remaining());
      pieces.drainTo(sink);
    } else {
      pieces.parameters(level, strategy);
      pieces.run(source, sink, flush, finish);
    }
    return sink.written();
  }

  private int replay(ByteBuffer output, int flush) {
    int before = output.position();
    pieces.drainTo(new Sink(output));
    if (output.hasRemaining()) {
      boolean all = source.remaining() == 0;
      if (all && finish) {
        super.finish();
      }
      super.deflate(output, all ? flush : NO_FLUSH);
      if (super.needsInput()) {
        mode = Mode.SOFTWARE;
        handOver();
        if (finish) {
          super.finish();
        }
        if (!all && output.hasRemaining()) {
          super.deflate(output, flush);
        }
      }
    }
    return output.position() - before;
  }

  @Override
  public int getAdler() {
    synchronized (lock) {
      ensureOpen();
      return nowrap || mode == Mode.FRESH || mode == Mode.SOFTWARE
          ? super.getAdler()
          : pieces.adler();
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
      ensureOpen();
      return mode == Mode.SOFTWARE ? super.getBytesRead() : pieces.bytesRead();
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
      ensureOpen();
      return switch (mode) {
        case SOFTWARE -> super.getBytesWritten();
        // The superclass counts the whole header, which it wrote to nowhere.
        case REPLAY -> super.getBytesWritten() - pieces.pendingBytes();
        default -> pieces.bytesWritten();
      };
    }
  }

  @Override
  public void reset() {
    synchronized (lock) {
      super.reset();
      if (pieces != null) {
        pieces.reset();
      }
      source.clear();
      finish = false;
      mode = firstMode();
    }
  }

  @Override
  public void end() {
    synchronized (lock) {
      super.end();
      source.clear();
      if (pieces != null) {
        pieces.release();
      }
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Throws what the superclass throws after {@link #end()}. */
  private void ensureOpen() {
    super.getBytesRead();
  }

  private int pieceBytes() {
    return offload.config().pieceBytes();
  }

  /** What is no slice goes to the superclass, which says so in its own way. */
  private static boolean isSlice(byte[] array, int off, int len) {
    return array != null && (off | len | (off + len) | (array.length - (off + len))) >= 0;
  }

  private static boolean isFlush(int flush) {
    return flush == NO_FLUSH || flush == SYNC_FLUSH || flush == FULL_FLUSH;
  }
}
