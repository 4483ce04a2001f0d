package dev.doorbell.codec;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.SequenceProducer;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.doorbell.offload.sequences.BlockSequences;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * zstd-jni's compressor with the buffers that it reads from and writes to, which are native: with
 * arrays it would hold a critical section while it works, from which no call into Java is possible.
 *
 * <p>Freed once, by {@link #run}; nothing of it may be used then. Its user's lock sees to that.
 */
final class ZstdContext implements Runnable {
  /** What one worker gets at a time: less than zstd's own choice, which is some 8 MiB. */
  private static final int WORKER_BYTES = 1 << 20;

  private final Arena arena = Arena.ofShared();
  final ByteBuffer in = arena.allocate(ZstdParameters.BLOCK_BYTES).asByteBuffer();
  final ByteBuffer out = arena.allocate(ZstdParameters.BLOCK_BYTES).asByteBuffer();
  private final ZstdCompressCtx compressor = new ZstdCompressCtx();

  /** Null where no device is ever asked. */
  private final @Nullable BlockSequences sequences;

  ZstdContext(boolean searched) {
    sequences = searched ? new BlockSequences() : null;
  }

  /** The producer is the same for all contexts; the state says whose. */
  private record Producer(BlockSequences sequences) implements SequenceProducer {
    @Override
    public long getFunctionPointer() {
      return BlockSequences.functionPointer();
    }

    @Override
    public long createState() {
      return sequences.handle();
    }

    @Override
    public void freeState(long state) {
      // Its owner closes it.
    }
  }

  /**
   * Begins a frame.
   *
   * @param contentSize −1 where it is not known
   * @param workers threads of zstd's own beside the caller's; 0 for none
   */
  void begin(ZstdParameters parameters, long contentSize, int workers) {
    compressor.reset();
    compressor.setLevel(parameters.level());
    compressor.setChecksum(parameters.checksum());
    if (parameters.windowLog() != 0) {
      compressor.setWindowLog(parameters.windowLog());
    }
    if (contentSize >= 0) {
      compressor.setPledgedSrcSize(contentSize);
    }
    if (sequences != null) {
      compressor.registerSequenceProducer(new Producer(sequences));
      compressor.setSequenceProducerFallback(true);
      // Not: most of zstd's own searches keep two of the three distances that a decoder repeats, so
      // that in a block of ours behind one of zstd's the third would stand for another distance
      // (seen with 1.5.7).
      compressor.setSearchForExternalRepcodes(Zstd.ParamSwitch.DISABLE);
      // What is no match is found beforehand; the two searches exclude each other.
      // 0, which is off: zstd.h has no 2 for ZSTD_c_validateSequences.
      compressor.setValidateSequences(Zstd.ParamSwitch.AUTO);
      compressor.setEnableLongDistanceMatching(Zstd.ParamSwitch.DISABLE);
    } else if (workers > 0) {
      compressor.setWorkers(workers);
      compressor.setJobSize(WORKER_BYTES);
    }
  }

  /** What the bytes that come next may be encoded with. */
  void use(long[] list, int count) {
    if (sequences != null) {
      sequences.begin(list, count);
    }
  }

  /** The bytes have been encoded. */
  void used() {
    if (sequences != null) {
      sequences.end();
    }
  }

  /** Blocks that were encoded with sequences from elsewhere. */
  long blocksWithSequences() {
    return sequences == null ? 0 : sequences.served();
  }

  /**
   * One step from {@link #in} to {@link #out}.
   *
   * @return whether all is out that {@code directive} asks for
   */
  boolean step(EndDirective directive) throws IOException {
    out.clear();
    boolean complete;
    try {
      complete = compressor.compressDirectByteBufferStream(out, in, directive);
    } catch (ZstdException e) {
      // The stream methods give the code negative, the others positive.
      if (Math.abs(e.getErrorCode()) == Zstd.errMemoryAllocation()) {
        throw new OutOfMemoryError("zstd: no native memory");
      }
      throw new IOException("zstd: " + e.getMessage(), e);
    }
    out.flip();
    return complete;
  }

  @Override
  public void run() {
    compressor.close();
    if (sequences != null) {
      sequences.close();
    }
    arena.close();
  }
}
