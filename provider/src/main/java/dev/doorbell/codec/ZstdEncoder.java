package dev.doorbell.codec;

import com.github.luben.zstd.EndDirective;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one zstd frame after the other. One compressor makes all of a frame, so it is one frame
 * with one window and one checksum whoever found the matches.
 *
 * <p>Where a device searches, the stream is cut into blocks; as many as there are queues are being
 * searched at a time, and one more waits; they are encoded in order on the caller's thread. A block
 * that no queue has searched (none was there, too small, evicted, a wrong answer) is searched by
 * zstd while it encodes. Without such a device zstd has the whole stream, on threads of its own
 * where the configuration allows more than one core.
 *
 * <p>Not safe for threads: the streams hold their lock.
 */
final class ZstdEncoder implements AutoCloseable {
  /** Where compressed bytes go, as they come. */
  interface Output {
    /**
     * @param compressed to be read up to its limit before the return
     */
    void write(ByteBuffer compressed) throws IOException;
  }

  /** Frees what a user has forgotten to close. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final @Nullable Offload offload;
  private final int workers;

  /** Blocks that may be searched at the same time; 0 where no device ever searches. */
  private final int searches;

  private final ZstdContext context;
  private final Cleaner.Cleanable net;
  private final ArrayDeque<ZstdBlock> inFlight = new ArrayDeque<>();
  private final ArrayDeque<ZstdBlock> free = new ArrayDeque<>();
  private ZstdBlock current = new ZstdBlock();

  private ZstdParameters parameters;
  private boolean begun;
  private long collected;
  private long flushed;

  /**
   * @param offload null: all in zstd, uncounted
   */
  ZstdEncoder(ZstdParameters parameters, @Nullable Offload offload) {
    this.offload = offload;
    this.parameters = parameters;
    searches = offload == null ? 0 : searches(offload);
    int cores = offload == null ? 1 : offload.config().codecParallelism();
    workers = cores > 1 ? cores : 0;
    context = new ZstdContext(searches > 0);
    net = CLEANER.register(this, context);
  }

  private static int searches(Offload offload) {
    boolean device = offload.offerFrom(Operation.LZ77_ZSTD) != Long.MAX_VALUE;
    return device && ZstdLibrary.takesSequences() ? offload.pieceParallelism() : 0;
  }

  /** Begins a new frame; the last one is finished, or given up. */
  void next(long contentSize) {
    abandon();
    parameters = parameters.withContentSize(contentSize);
    begun = false;
    collected = 0;
    flushed = 0;
    context.in.clear();
    if (searches > 0) {
      current.clear();
    }
  }

  void write(MemorySegment data, Output out) throws IOException {
    long n = data.byteSize();
    if (parameters.contentSize() >= 0 && n > parameters.contentSize() - collected) {
      throw new IOException(
          "content of "
              + (collected + n)
              + " bytes at least, contentSize="
              + parameters.contentSize());
    }
    for (long at = 0; at < n; ) {
      // What is full waits for the next byte, which tells that it is not the last.
      if (isFull()) {
        turn(out);
      }
      at += collect(data, at);
    }
    collected += n;
  }

  private boolean isFull() {
    return searches > 0 ? current.isFull() : !context.in.hasRemaining();
  }

  private int collect(MemorySegment data, long from) {
    if (searches > 0) {
      return current.collect(data, from);
    }
    int n = (int) Math.min(context.in.remaining(), data.byteSize() - from);
    MemorySegment.copy(data, from, MemorySegment.ofBuffer(context.in), 0, n);
    context.in.position(context.in.position() + n);
    return n;
  }

  private void turn(Output out) throws IOException {
    if (searches > 0) {
      submit(out);
    } else {
      count();
      context.in.flip();
      encode(EndDirective.CONTINUE, out);
    }
  }

  /** All that was written so far can be decoded from what {@code out} has got. */
  void flush(Output out) throws IOException {
    if (collected == flushed) {
      return;
    }
    if (searches > 0) {
      submitRest(out);
      while (!inFlight.isEmpty()) {
        retire(EndDirective.FLUSH, out);
      }
    } else {
      count();
      context.in.flip();
      encode(EndDirective.FLUSH, out);
    }
    flushed = collected;
  }

  /** Ends the frame. */
  void finish(Output out) throws IOException {
    if (parameters.contentSize() >= 0 && collected != parameters.contentSize()) {
      throw new IOException(
          "content of " + collected + " bytes, contentSize=" + parameters.contentSize());
    }
    if (searches > 0) {
      submitRest(out);
      while (inFlight.size() > 1) {
        retire(EndDirective.FLUSH, out);
      }
      if (!inFlight.isEmpty()) {
        retire(EndDirective.END, out);
        return;
      }
    } else {
      count();
    }
    context.in.flip();
    encode(EndDirective.END, out);
  }

  /** Whose search it was, for the counters: zstd's own, as no device can. */
  private void count() {
    int n = context.in.position();
    if (offload != null && n > 0 && offload.offer(Operation.LZ77_ZSTD, n)) {
      // A queue would search, but zstd cannot take its sequences: ZstdLibrary.takesSequences.
      offload.offer(Operation.ZSTD_COMPRESS, n);
    }
  }

  private void submitRest(Output out) throws IOException {
    if (current.length() > 0) {
      submit(out);
    }
  }

  private void submit(Output out) throws IOException {
    while (inFlight.size() > searches
        || (!inFlight.isEmpty() && inFlight.getFirst().isSearched())) {
      retire(EndDirective.FLUSH, out);
    }
    current.begin(
        Objects.requireNonNull(offload, "searches > 0"), parameters.level(), searches > 1);
    inFlight.add(current);
    current = free.isEmpty() ? new ZstdBlock() : free.pop();
  }

  /**
   * Encodes the oldest block. Each is flushed: then the next begins where one of zstd's blocks
   * does, and its sequences with it.
   */
  private void retire(EndDirective directive, Output out) throws IOException {
    ZstdBlock oldest = inFlight.getFirst();
    for (ZstdBlock block : inFlight) {
      if (oldest.isSearched()) {
        break;
      }
      // Does it here if no helper has begun it, and returns at once if one has.
      block.searchHere();
    }
    oldest.await();
    inFlight.removeFirst();
    context.in.clear();
    context.in.put(oldest.bytes(), 0, oldest.length()).flip();
    context.use(oldest.sequences(), oldest.count());
    try {
      encode(directive, out);
    } finally {
      context.used();
    }
    oldest.clear();
    free.push(oldest);
  }

  private void encode(EndDirective directive, Output out) throws IOException {
    if (!begun) {
      long size = parameters.contentSize();
      boolean whole = directive == EndDirective.END;
      // A frame that is over here has its size in its header for nothing, and needs no threads.
      context.begin(
          parameters, whole && size < 0 ? context.in.remaining() : size, whole ? 0 : workers);
      begun = true;
    }
    try {
      boolean complete;
      do {
        complete = context.step(directive);
        if (context.out.hasRemaining()) {
          out.write(context.out);
        }
      } while (context.in.hasRemaining() || (directive != EndDirective.CONTINUE && !complete));
      context.in.clear();
    } finally {
      // Until here the net must not free what zstd is working on.
      Reference.reachabilityFence(this);
    }
  }

  long blocksWithSequences() {
    return context.blocksWithSequences();
  }

  private void abandon() {
    inFlight.forEach(ZstdBlock::abandon);
    inFlight.clear();
  }

  @Override
  public void close() {
    abandon();
    free.clear();
    net.clean();
  }
}
