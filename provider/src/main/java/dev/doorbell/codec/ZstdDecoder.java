package dev.doorbell.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * zstd-jni's decompressor with the native buffers that it reads from and writes to. Freed once, by
 * {@link #run}; nothing of it may be used then. Its user's lock sees to that.
 */
final class ZstdDecoder implements Runnable {
  private final Arena arena = Arena.ofShared();
  final ByteBuffer in = arena.allocate(ZstdParameters.BLOCK_BYTES).asByteBuffer().limit(0);
  final ByteBuffer out = arena.allocate(ZstdParameters.BLOCK_BYTES).asByteBuffer().limit(0);
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private final ZstdWindowCheck windows;

  ZstdDecoder(int maxWindowLog) {
    windows = new ZstdWindowCheck(maxWindowLog);
  }

  /**
   * One step from {@link #in} to {@link #out}, which has been read and then has what came of it.
   *
   * @return whether a frame has ended
   */
  boolean step() throws ZipException {
    windows.before(in);
    out.clear();
    int from = in.position();
    try {
      boolean ended = decompressor.decompressDirectByteBufferStream(out, in);
      windows.after(in.position() - from, ended);
      return ended;
    } catch (ZstdException e) {
      out.position(0);
      throw refusal(e);
    } finally {
      out.flip();
    }
  }

  private ZipException refusal(ZstdException e) {
    // The stream methods give the code negative, the others positive.
    long code = Math.abs(e.getErrorCode());
    if (code == Zstd.errMemoryAllocation()) {
      throw new OutOfMemoryError("zstd: no native memory");
    }
    ZipException refused = new ZipException("zstd: " + e.getMessage());
    refused.initCause(e);
    return refused;
  }

  @Override
  public void run() {
    decompressor.close();
    arena.close();
  }
}
