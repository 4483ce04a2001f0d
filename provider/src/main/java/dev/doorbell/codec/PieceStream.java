package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Format;
import java.lang.foreign.MemorySegment;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * One compressed stream that is made of jobs: collects input to pieces, frames them, and hands the
 * output out as the caller has room. The checkpoint between two pieces is what this object holds:
 * the last 32 KiB, the checksum, the sizes.
 *
 * <p>Not safe for threads: {@link OffloadDeflater} holds its lock.
 */
final class PieceStream {
  /** zlib's header without a dictionary, and its trailer. */
  private static final int FRAME_BYTES = 6;

  /** A shorter last piece is done before another thread has begun it. */
  private static final int LEAST_BYTES_ALONGSIDE = 16 << 10;

  private final Format format;
  private final PieceWindow window = new PieceWindow();
  private final PieceCompressor compressor;

  /** Null where one piece at a time is all that is allowed. */
  private final @Nullable PiecePipeline pipeline;

  private final PendingOutput pending = new PendingOutput();
  private final Adler32 adler = new Adler32();

  private boolean dictionary;
  private int dictionaryId;
  private boolean begun;
  private boolean complete;
  private int flushed = Deflater.NO_FLUSH;
  private int level;
  private int strategy;
  private long bytesRead;
  private long bytesWritten;

  /**
   * @param format RAW or ZLIB
   */
  PieceStream(Format format, Offload offload) {
    this.format = format;
    compressor = new PieceCompressor(offload);
    int parallelism = offload.pieceParallelism();
    pipeline = parallelism > 1 ? new PiecePipeline(offload, parallelism) : null;
  }

  /**
   * How much goes into one piece, from here on.
   *
   * @param libraryBytes what a library of the software engine would like, or 0 where there is none
   */
  void size(int pieceBytes, int libraryBytes) {
    window.size(pieceBytes);
    compressor.library(libraryBytes);
  }

  int pieceBytes() {
    return window.pieceBytes();
  }

  boolean hasLibrary() {
    return compressor.hasLibrary();
  }

  /**
   * What the following bytes are to be compressed with; what was collected before keeps what it
   * had.
   */
  void parameters(int newLevel, int newStrategy) {
    if (begun && !complete && (newLevel != level || newStrategy != strategy)) {
      cut(false);
    }
    level = newLevel;
    strategy = newStrategy;
  }

  /**
   * A preset dictionary, or for raw streams one in place of what precedes. Legal only while {@link
   * #collected()} is 0.
   */
  void dictionary(MemorySegment data, int id) {
    window.precede(data);
    compressor.forgetHistory();
    if (!begun && data.byteSize() > 0) {
      dictionary = true;
      dictionaryId = id;
    }
  }

  boolean hasDictionary() {
    return dictionary;
  }

  /**
   * Writes the header, which depends on the parameters, if the format has one and it is not written
   * yet.
   */
  void begin() {
    if (!begun) {
      begun = true;
      if (format == Format.ZLIB) {
        DeflateFormat.zlibHeader(pending, level, strategy, dictionary, dictionaryId);
      }
    }
  }

  int headerBytes() {
    return format == Format.ZLIB ? dictionary ? 6 : 2 : 0;
  }

  /** Consumes input without compressing it yet; {@link PieceWindow#room()} limits it. */
  void collect(Source source, int n) {
    if (n > 0) {
      count(source, n);
      window.collect(source, n);
    }
  }

  private void count(Source source, int n) {
    if (format == Format.ZLIB) {
      source.checksum(adler, n);
    }
    bytesRead += n;
    flushed = Deflater.NO_FLUSH;
  }

  /**
   * Compresses all of {@code source}, at most a piece, in one complete message. Only at the
   * stream's start, without a dictionary.
   *
   * @param framed whether the job makes the frame too; worth while on a queue, but a library would
   *     only compute once more the checksum that is known here
   */
  void whole(Source source, boolean framed) {
    int n = source.remaining();
    MemorySegment data = source.view(n);
    count(source, n);
    source.skip(n);
    int most = DeflateFormat.storedBytes(n);
    boolean inFrame = framed && format == Format.ZLIB;
    if (inFrame && compressor.whole(format, data, level, strategy, pending, most + FRAME_BYTES)) {
      begun = true;
    } else {
      begin();
      if (inFrame || !compressor.whole(Format.RAW, data, level, strategy, pending, most)) {
        DeflateFormat.stored(pending, data, true);
      }
      trailer();
    }
    complete = true;
  }

  private void trailer() {
    if (format == Format.ZLIB) {
      DeflateFormat.bigEndian(pending, (int) adler.getValue());
    }
  }

  /**
   * Goes on until the input is consumed and all that {@code flush} or {@code finish} ask for is
   * handed out, or the sink is full.
   */
  void run(Source source, Sink sink, int flush, boolean finish) {
    if (sink.remaining() == 0) {
      return;
    }
    begin();
    int before = sink.written();
    do {
      pending.drainTo(sink);
    } while (sink.remaining() > 0 && !complete && advance(source, flush, finish));
    bytesWritten += sink.written() - before;
    giveBackIfFinished();
  }

  /** A stream that is over needs no buffers, whether or not its owner ever says so. */
  private void giveBackIfFinished() {
    if (finished()) {
      window.release();
      pending.release();
      if (pipeline != null) {
        pipeline.abandon();
      }
    }
  }

  /** One step; false when there is nothing to do before more input, or another flush, comes. */
  private boolean advance(Source source, int flush, boolean finish) {
    int n = source.remaining();
    if (n > 0) {
      if (window.room() == 0) {
        full(window.piece());
        window.turn();
      } else if (window.collected() == 0 && n > pieceBytes()) {
        direct(source);
      } else {
        collect(source, Math.min(n, window.room()));
      }
      return true;
    }
    if (finish) {
      cut(true);
      trailer();
      complete = true;
      return true;
    }
    // A flush that was done already, with nothing new since, adds nothing: callers repeat it until
    // it returns less than they have room for.
    if (flush == Deflater.NO_FLUSH || flush <= flushed) {
      return false;
    }
    if (!cut(false)) {
      DeflateFormat.flushMarker(pending);
    }
    flushed = flush;
    if (flush == Deflater.FULL_FLUSH) {
      window.forgetHistory();
      compressor.forgetHistory();
    }
    return true;
  }

  /** Compresses a whole piece that is not the last. */
  private void full(MemorySegment piece) {
    if (pipeline == null) {
      compressor.piece(window.history(), piece, false, level, strategy, pending);
    } else {
      compressor.forgetHistory();
      pipeline.submit(window.history(), piece, false, level, strategy, pending);
    }
  }

  /** Compresses what is collected; true if that ends with a flush's marker. */
  private boolean cut(boolean last) {
    if (pipeline != null && !pipeline.isEmpty()) {
      boolean alongside = last && window.collected() >= LEAST_BYTES_ALONGSIDE;
      if (alongside) {
        pipeline.submit(window.history(), window.piece(), true, level, strategy, pending);
        window.turn();
      }
      pipeline.retireAll(pending);
      if (alongside) {
        return false;
      }
    }
    boolean marked =
        compressor.piece(window.history(), window.piece(), last, level, strategy, pending);
    window.turn();
    return marked;
  }

  /** Compresses a piece where it lies, in the caller's memory. */
  private void direct(Source source) {
    MemorySegment piece = source.view(pieceBytes());
    full(piece);
    window.precede(piece);
    count(source, pieceBytes());
    source.skip(pieceBytes());
  }

  /** Hands out what is ready and nothing else. */
  void drainTo(Sink sink) {
    int before = sink.written();
    pending.drainTo(sink);
    bytesWritten += sink.written() - before;
    giveBackIfFinished();
  }

  int collected() {
    return window.collected();
  }

  PieceWindow window() {
    return window;
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  int pendingBytes() {
    return pending.size();
  }

  boolean finished() {
    return complete && pending.isEmpty();
  }

  int adler() {
    return (int) adler.getValue();
  }

  long bytesRead() {
    return bytesRead;
  }

  long bytesWritten() {
    return bytesWritten;
  }

  void reset() {
    window.clear();
    pending.clear();
    adler.reset();
    compressor.reset();
    if (pipeline != null) {
      pipeline.abandon();
    }
    dictionary = false;
    begun = false;
    complete = false;
    flushed = Deflater.NO_FLUSH;
    bytesRead = 0;
    bytesWritten = 0;
  }

  /**
   * Gives the buffers back and forgets what they held; a stream that was not finished never will
   * be.
   */
  void release() {
    complete = finished();
    window.release();
    pending.release();
    compressor.release();
    if (pipeline != null) {
      pipeline.abandon();
    }
  }
}
