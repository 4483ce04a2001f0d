package dev.doorbell.offload.sequences;

import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.posix.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one zstd compressor gets for the blocks that it is about to encode: sequences that somebody
 * found beforehand, or the advice to look itself.
 *
 * <p>zstd takes a producer's sequences at their word, and would encode a match that is none. So
 * here, at the last moment, each is compared with the very bytes of the block; one that is wrong
 * makes the whole block zstd's own work. The blocks need not be those that were searched: zstd may
 * cut what it gets into smaller ones, and each gets the part that lies in it.
 *
 * <p>One compressor, one thread at a time; the upcall comes on the thread that calls the
 * compressor, which must work on native buffers: from within a critical section no upcall is
 * possible.
 */
public final class BlockSequences implements AutoCloseable {
  /** zstd.h: {@code ZSTD_SEQUENCE_PRODUCER_ERROR}; with the fallback on, zstd searches itself. */
  static final long SEARCH_YOURSELF = -1;

  /* struct ZSTD_Sequence */
  private static final long SEQUENCE_BYTES = 16;
  private static final long LITERALS_FIELD = 4;
  private static final long MATCH_FIELD = 8;
  private static final long REPEAT_FIELD = 12;

  private static final System.Logger LOG = System.getLogger(BlockSequences.class.getName());
  private static final ConcurrentMap<Long, BlockSequences> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong HANDLES = new AtomicLong();
  private static final long[] NOTHING = {};

  private final long handle = HANDLES.incrementAndGet();
  private long[] list = NOTHING;
  private int count;
  private long position;
  private long served;
  private long left;
  private boolean wrong;

  /** Opens one; {@link #close} forgets it. */
  public BlockSequences() {
    OPEN.put(handle, this);
  }

  /**
   * The address of the C function, the same for all.
   *
   * @throws IllegalCallerException or another linkage failure where native access is not granted
   */
  public static long functionPointer() {
    return ProducerFunction.address();
  }

  /** What the function is to get as its state. */
  public long handle() {
    return handle;
  }

  /**
   * What the compressor gets from here on, beginning with the next block.
   *
   * @param sequences {@link Lz77Sequence}s that cover the coming bytes; left alone until {@link
   *     #end}
   * @param n how many; 0: the compressor searches itself
   */
  public void begin(long[] sequences, int n) {
    list = sequences;
    count = n;
    position = 0;
  }

  /** The bytes that {@link #begin} told of have been encoded. */
  public void end() {
    list = NOTHING;
    count = 0;
    if (wrong) {
      wrong = false;
      LOG.log(
          System.Logger.Level.WARNING,
          "sequences that do not belong to the block were left aside: zstd searched itself");
    }
  }

  /** Blocks that were encoded with sequences of ours. */
  public long served() {
    return served;
  }

  /** Blocks that zstd has searched itself. */
  public long left() {
    return left;
  }

  /** The upcall. Whatever goes wrong, the answer is that zstd does it itself. */
  static long produce(
      long handle, long out, long capacity, long source, long sourceBytes, long windowBytes) {
    BlockSequences sequences = OPEN.get(handle);
    if (sequences == null) {
      return SEARCH_YOURSELF;
    }
    long n =
        sequences.produce(
            NativeMemory.at(out, capacity * SEQUENCE_BYTES),
            NativeMemory.at(source, sourceBytes),
            windowBytes);
    if (n == SEARCH_YOURSELF) {
      sequences.left++;
    } else {
      sequences.served++;
    }
    return n;
  }

  /**
   * Writes the sequences of the next block.
   *
   * @param out room for {@code ZSTD_Sequence} structures
   * @return how many, or {@link #SEARCH_YOURSELF}
   */
  long produce(MemorySegment out, MemorySegment block, long windowBytes) {
    long from = position;
    long to = from + block.byteSize();
    position = to;
    if (count == 0) {
      return SEARCH_YOURSELF;
    }
    long at = 0;
    long literals = 0;
    long written = 0;
    for (int i = 0; i < count && at < to; i++) {
      long sequence = list[i];
      int match = Lz77Sequence.match(sequence);
      int distance = Lz77Sequence.distance(sequence);
      long start = at + Lz77Sequence.literals(sequence);
      literals += common(at, start, from, to);
      at = start + match;
      if (match == 0) {
        continue;
      }
      // What the match copies has to lie in this block, too.
      long first = Math.max(start, from + distance);
      long end = Math.min(at, to);
      if (end - first < Lz77Sequence.LEAST_MATCH) {
        literals += common(start, at, from, to);
        continue;
      }
      if (distance < 1
          || distance > windowBytes
          || (written + 2) * SEQUENCE_BYTES > out.byteSize()
          || !Lz77Sequence.isMatch(block, first - from, distance, end - first)) {
        wrong = true;
        return SEARCH_YOURSELF;
      }
      literals += common(start, first, from, to);
      put(out, written++, distance, literals, end - first);
      literals = 0;
    }
    if (at < to || (written + 1) * SEQUENCE_BYTES > out.byteSize()) {
      wrong = true;
      return SEARCH_YOURSELF;
    }
    // The end of a block is a sequence without a match.
    put(out, written++, 0, literals, 0);
    return written;
  }

  /** How much of {@code a} to {@code b} lies between {@code from} and {@code to}. */
  private static long common(long a, long b, long from, long to) {
    return Math.max(0, Math.min(b, to) - Math.max(a, from));
  }

  private static void put(MemorySegment out, long index, long distance, long literals, long match) {
    long at = index * SEQUENCE_BYTES;
    out.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) distance);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, at + LITERALS_FIELD, (int) literals);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, at + MATCH_FIELD, (int) match);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, at + REPEAT_FIELD, 0);
  }

  /** A compressor that still has the function gets nothing from it any more. */
  @Override
  public void close() {
    OPEN.remove(handle);
  }
}
