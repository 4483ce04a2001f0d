package dev.doorbell.fallback.zstd;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** The native state of one job at a time: both contexts, and the buffers that they read from and write to. */
final class ZstdSession {
  /** zstd's largest block (RFC 8878 section 3.1.1.2.3): a call makes or takes at least one. */
  static final int BUFFER_BYTES = 128 << 10;
  /** The largest window that zstd itself knows: a frame is not refused for its window. */
  private static final int MAX_WINDOW_LOG = 31;

  private final Arena arena = Arena.ofShared();
  final ByteBuffer in = arena.allocate(BUFFER_BYTES).asByteBuffer();
  final ByteBuffer out = arena.allocate(BUFFER_BYTES).asByteBuffer();
  private ZstdCompressCtx compressor;
  private ZstdDecompressCtx decompressor;

  ZstdCompressCtx compressor() {
    if (compressor == null) {
      compressor = new ZstdCompressCtx();
    }
    compressor.reset();
    return compressor;
  }

  ZstdDecompressCtx decompressor() {
    if (decompressor == null) {
      decompressor = new ZstdDecompressCtx();
    }
    decompressor.reset();
    decompressor.setLongMax(MAX_WINDOW_LOG);
    return decompressor;
  }

  void end() {
    if (compressor != null) {
      compressor.close();
    }
    if (decompressor != null) {
      decompressor.close();
    }
    arena.close();
  }
}
