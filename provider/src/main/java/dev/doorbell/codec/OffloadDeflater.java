package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Deflater} whose work may run on an accelerator's queue. The contract is the
 * superclass's, all of it: what it writes, any inflater reads; what it throws, {@code Deflater}
 * throws.
 *
 * <p>Each stream (from construction or {@link #reset()} on) decides at its first bytes. Where a
 * queue would take them, it is cut into pieces of {@code doorbell.codec.piece.bytes}; each is one
 * job that a queue or, when the queue is gone, software runs. Where none would, but the software
 * engine has a library that is faster than the JDK's, it is cut into larger pieces for that
 * library. Otherwise a plain {@code Deflater} does the work, and the bytes are the JDK's; as they
 * are for streams at level 0.
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
    /** What was collected goes to {@link #jdk}, before anything else does. */
    REPLAY,
    /** {@link #jdk} does everything. */
    SOFTWARE,
    /** {@link #pieces} does everything. */
    PIECES,
    /** After {@link #end()}: the superclass says so to whoever calls. */
    ENDED
  }

  /** What is smaller and ends at once is no work for a library. */
  private static final int LEAST_LIBRARY_BYTES = 1 << 10;

  /** With several at work, a message is divided between them, but not into smaller pieces. */
  private static final int LEAST_SHARE_BYTES = 512 << 10;

  /**
   * The same as a part of what a library would like. libdeflate knows no history: of source text at
   * level 6 a cut costs it 1.1 KiB, which halves of 512 KiB would make 1.2 % larger than zlib's.
   */
  private static final double LEAST_SHARE = 3.0 / 8;

  /**
   * Pieces for several deflaters of the JDK, each with its history: 0.1 % larger than one stream.
   */
  private static final int ZLIB_PIECE_BYTES = 256 << 10;

  private final Object lock = new Object();

  /** Null in an object that {@link #jdk} does all the work for, and {@link #pieces} then, too. */
  private final @Nullable Offload offload;

  private final boolean nowrap;
  private final Source source = new Source();
  private final @Nullable PieceStream pieces;
  private Mode mode;
  private int level;
  private int strategy;

  /** A level or strategy that was set and of which no call has taken notice. */
  private boolean newParameters;

  private int leastLibraryBytes;
  private boolean finish;
  private boolean finishedAtEnd;

  /** Over all of the dictionaries that came before the first byte. */
  private final Adler32 dictionaryId = new Adler32();

  private final JdkSession session;

  /** The session's deflater, in the modes REPLAY and SOFTWARE; else null. */
  private @Nullable Deflater jdk;

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

  @SuppressWarnings("this-escape") // Deflater.end() calls nothing that a subclass may override
  private OffloadDeflater(@Nullable Offload offload, int level, boolean nowrap) {
    super(level, nowrap);
    // Its native stream would be the second one, and most often one that nobody needs. The object
    // goes on checking arguments, and throws what a closed deflater throws.
    super.end();
    this.offload = offload;
    this.nowrap = nowrap;
    this.level = level;
    session = new JdkSession(nowrap);
    pieces = offload == null ? null : new PieceStream(nowrap ? Format.RAW : Format.ZLIB, offload);
    startStream();
  }

  private void startStream() {
    mode = Mode.FRESH;
    if (offload == null) {
      jdk = session.begin(level, strategy);
      mode = Mode.SOFTWARE;
    }
  }

  @Override
  public void setInput(byte[] input, int off, int len) {
    synchronized (lock) {
      if (!isSlice(input, off, len)) {
        super.setInput(input, off, len);
      } else if (mode == Mode.SOFTWARE) {
        jdk().setInput(input, off, len);
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
        jdk().setInput(input);
      } else {
        source.set(input);
      }
    }
  }

  @Override
  public void setDictionary(byte[] dictionary, int off, int len) {
    synchronized (lock) {
      if (!isSlice(dictionary, off, len)) {
        super.setDictionary(dictionary, off, len);
      }
      adoptDictionary(ByteBuffer.wrap(dictionary, off, len));
    }
  }

  @Override
  public void setDictionary(byte[] dictionary) {
    setDictionary(dictionary, 0, dictionary.length);
  }

  @Override
  public void setDictionary(ByteBuffer dictionary) {
    synchronized (lock) {
      adoptDictionary(dictionary.slice());
      dictionary.position(dictionary.limit());
    }
  }

  private void adoptDictionary(ByteBuffer dictionary) {
    ensureOpen();
    if (mode == Mode.SOFTWARE) {
      jdk().setDictionary(dictionary);
      return;
    }
    boolean legal =
        switch (mode) {
          case FRESH -> true;
          case COLLECTING, PIECES -> nowrap && pieces().collected() == 0;
          default -> false;
        };
    if (!legal) {
      throw new IllegalArgumentException();
    }
    byte[] copy = new byte[dictionary.remaining()];
    dictionary.get(copy);
    if (mode != Mode.PIECES) {
      session.dictionary(copy);
    }
    dictionaryId.update(copy);
    pieces().dictionary(MemorySegment.ofArray(copy), nowrap ? 0 : (int) dictionaryId.getValue());
  }

  @Override
  public void setStrategy(int strategy) {
    synchronized (lock) {
      super.setStrategy(strategy);
      newParameters |= strategy != this.strategy;
      this.strategy = strategy;
      session.setStrategy(strategy);
    }
  }

  @Override
  public void setLevel(int level) {
    synchronized (lock) {
      super.setLevel(level);
      newParameters |= level != this.level;
      this.level = level;
      session.setLevel(level);
    }
  }

  @Override
  public boolean needsInput() {
    synchronized (lock) {
      return mode == Mode.SOFTWARE ? jdk().needsInput() : source.remaining() == 0;
    }
  }

  @Override
  public void finish() {
    synchronized (lock) {
      finish = true;
      // The JDK's streams ask it, by a method that nobody else sees, whether there was a finish().
      super.finish();
      // The JDK's ends its stream at the first byte that it gets after this: it must not hear of it
      // while it is owed a replay.
      if (mode == Mode.SOFTWARE) {
        jdk().finish();
      }
    }
  }

  @Override
  public boolean finished() {
    synchronized (lock) {
      return switch (mode) {
        case PIECES -> pieces().finished();
        case SOFTWARE, REPLAY -> jdk().finished();
        case FRESH, COLLECTING -> false;
        case ENDED -> finishedAtEnd;
      };
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
      if (mode == Mode.ENDED || !isSlice(output, off, len) || !isFlush(flush)) {
        return super.deflate(output, off, len, flush);
      }
      if (mode == Mode.SOFTWARE) {
        newParameters = false;
      } else {
        if (isIdle(len)) {
          return 0;
        }
        decide(flush);
      }
      return switch (mode) {
        case SOFTWARE -> jdk().deflate(output, off, len, flush);
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
      if (mode == Mode.ENDED || !isFlush(flush)) {
        return super.deflate(output, flush);
      }
      if (mode == Mode.SOFTWARE) {
        newParameters = false;
      } else {
        if (isIdle(output.remaining())) {
          return 0;
        }
        decide(flush);
      }
      return switch (mode) {
        case SOFTWARE -> jdk().deflate(output, flush);
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
    if (mode == Mode.FRESH ? first || room == 0 : newParameters && mode != Mode.REPLAY) {
      session.absorbParameters();
    }
    newParameters = false;
    return first || room == 0;
  }

  /**
   * Leaves FRESH, and COLLECTING once the size of what is to be compressed is known or a piece is
   * full.
   */
  private void decide(int flush) {
    if (mode == Mode.FRESH) {
      decideFresh(flush);
    } else if (mode == Mode.COLLECTING) {
      long known = (long) pieces().collected() + source.remaining();
      if (level == 0) {
        startReplay();
      } else if (finish || flush != NO_FLUSH || known > pieces().pieceBytes()) {
        if (isWork(Operation.DEFLATE_RAW, known)) {
          startPieces();
        } else {
          startReplay();
        }
      }
    }
  }

  private void decideFresh(int flush) {
    int known = source.remaining();
    if (level == 0) {
      startSoftware();
      return;
    }
    int queueBytes = offload().config().pieceBytes();
    boolean queue = offload().wouldTake(Operation.DEFLATE_RAW, queueBytes);
    int libraryBytes = libraryBytes(known);
    pieces().size(queue || libraryBytes == 0 ? queueBytes : libraryBytes, libraryBytes);
    if (finish && known <= pieces().pieceBytes() && !pieces().hasDictionary()) {
      decideWhole(known);
    } else if (finish || flush != NO_FLUSH || known >= pieces().pieceBytes()) {
      if (known > 0 && isWork(Operation.DEFLATE_RAW, known)) {
        startPieces();
      } else {
        startSoftware();
      }
    } else if (queue || libraryBytes > 0) {
      pieces().parameters(level, strategy);
      mode = Mode.COLLECTING;
    } else {
      offload().offer(Operation.DEFLATE_RAW, known); // counts the stream as software's
      startSoftware();
    }
  }

  /** Pieces for software, or 0 where the stream is better off in one; sets what is worth one. */
  private int libraryBytes(int known) {
    int bytes = offload().software().softwarePieceBytes(level, strategy);
    leastLibraryBytes = LEAST_LIBRARY_BYTES;
    int parallelism = offload().config().codecParallelism();
    if (parallelism == 1) {
      return bytes;
    }
    if (bytes == 0) {
      // Less than one piece gains nothing: it stays the JDK's own stream.
      leastLibraryBytes = ZLIB_PIECE_BYTES + 1;
      return ZLIB_PIECE_BYTES;
    }
    int least = Math.max(LEAST_SHARE_BYTES, (int) (LEAST_SHARE * bytes));
    if (finish && known < 2 * least) {
      return bytes;
    }
    int share = finish ? known / parallelism + 1 : bytes / 2;
    return Math.min(bytes, Math.clamp(share, least, Math.max(least, bytes / 2)));
  }

  /**
   * Whether {@code known} bytes, which may not be all, are worth a job: a library's, or a queue's.
   * If not, they are counted as software's.
   */
  private boolean isWork(Operation operation, long known) {
    return (pieces().hasLibrary() && known >= leastLibraryBytes)
        || offload().offer(operation, Math.min(known, pieces().pieceBytes()));
  }

  private void decideWhole(int bytes) {
    Operation operation = nowrap ? Operation.DEFLATE_RAW : Operation.DEFLATE_ZLIB;
    if (bytes > 0 && isWork(operation, bytes)) {
      startPieces();
      pieces().whole(source, offload().wouldTake(operation, bytes));
    } else {
      startSoftware();
    }
  }

  private void startSoftware() {
    jdk = session.begin(level, strategy);
    mode = Mode.SOFTWARE;
    handOver();
  }

  private void handOver() {
    ByteBuffer buffer = source.buffer();
    if (buffer != null) {
      jdk().setInput(buffer);
    } else {
      jdk().setInput(source.array(), source.position(), source.remaining());
    }
    source.clear();
    if (finish) {
      jdk().finish();
    }
  }

  private void startPieces() {
    mode = Mode.PIECES;
    pieces().parameters(level, strategy);
  }

  private void startReplay() {
    jdk = session.begin(level, strategy);
    session.absorbParameters();
    mode = Mode.REPLAY;
    PieceWindow window = pieces().window();
    jdk().setInput(window.array(), window.pieceOffset(), window.collected());
    // The caller has, or will get, the header from us. zlib writes its own before it looks at
    // anything else.
    byte[] header = new byte[pieces().headerBytes()];
    jdk().deflate(header, 0, header.length, NO_FLUSH);
  }

  private int offloaded(Sink sink, int flush) {
    if (mode == Mode.COLLECTING) {
      pieces().begin();
      pieces().collect(source, source.remaining());
      pieces().drainTo(sink);
    } else {
      pieces().parameters(level, strategy);
      pieces().run(source, sink, flush, finish);
    }
    return sink.written();
  }

  private int replay(ByteBuffer output, int flush) {
    int before = output.position();
    pieces().drainTo(new Sink(output));
    if (output.hasRemaining()) {
      boolean all = source.remaining() == 0;
      if (all && finish) {
        jdk().finish();
      }
      jdk().deflate(output, all ? flush : NO_FLUSH);
      if (jdk().needsInput()) {
        mode = Mode.SOFTWARE;
        handOver();
        if (!all && output.hasRemaining()) {
          jdk().deflate(output, flush);
        }
      }
    }
    return output.position() - before;
  }

  @Override
  public int getAdler() {
    synchronized (lock) {
      ensureOpen();
      if (mode == Mode.SOFTWARE) {
        return jdk().getAdler();
      }
      return nowrap ? 1 : mode == Mode.FRESH ? (int) dictionaryId.getValue() : pieces().adler();
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
      return mode == Mode.SOFTWARE ? jdk().getBytesRead() : pieces().bytesRead();
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
        case SOFTWARE -> jdk().getBytesWritten();
        // It counts the whole header, which it wrote to nowhere.
        case REPLAY -> jdk().getBytesWritten() - pieces().pendingBytes();
        default -> pieces().bytesWritten();
      };
    }
  }

  @Override
  public void reset() {
    synchronized (lock) {
      ensureOpen();
      leave();
      if (pieces != null) {
        pieces().reset();
      }
      finish = false;
      startStream();
    }
  }

  /** Forgets the stream. */
  private void leave() {
    jdk = null;
    session.reset();
    dictionaryId.reset();
    source.clear();
  }

  @Override
  public void end() {
    synchronized (lock) {
      if (mode != Mode.ENDED) {
        finishedAtEnd = finished();
        leave();
        session.end();
        if (pieces != null) {
          pieces().release();
        }
        mode = Mode.ENDED;
      }
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Throws what a closed deflater throws after {@link #end()}. */
  private void ensureOpen() {
    if (mode == Mode.ENDED) {
      super.getBytesRead();
    }
  }

  private Offload offload() {
    return Objects.requireNonNull(offload);
  }

  private PieceStream pieces() {
    return Objects.requireNonNull(pieces);
  }

  private Deflater jdk() {
    return Objects.requireNonNull(jdk);
  }

  /** What is no slice goes to the superclass, which says so in its own way. */
  private static boolean isSlice(byte[] array, int off, int len) {
    return array != null && (off | len | (off + len) | (array.length - (off + len))) >= 0;
  }

  private static boolean isFlush(int flush) {
    return flush == NO_FLUSH || flush == SYNC_FLUSH || flush == FULL_FLUSH;
  }
}
