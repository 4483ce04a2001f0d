package dev.doorbell.fallback.zstd;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The native state of one job at a time: both contexts, and the buffers that they read from and
 * write to.
 */
final class ZstdSession {
  /** zstd's largest block (RFC 8878 section 3.1.1.2.3): a call makes or takes at least one. */
  static final int BUFFER_BYTES = 128 << 10;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment inMemory = arena.allocate(BUFFER_BYTES);
  private final MemorySegment outMemory = arena.allocate(BUFFER_BYTES);
  final ByteBuffer in = inMemory.asByteBuffer();
  final ByteBuffer out = outMemory.asByteBuffer();
  private @Nullable ZstdCompressCtx compressor;
  private @Nullable ZstdDecompressCtx decompressor;

  ZstdCompressCtx compressor() {
    ZstdCompressCtx context = compressor;
    if (context == null) {
      context = new ZstdCompressCtx();
      compressor = context;
    }
    context.reset();
    return context;
  }

  ZstdDecompressCtx decompressor() {
    ZstdDecompressCtx context = decompressor;
    if (context == null) {
      context = new ZstdDecompressCtx();
      decompressor = context;
    }
    context.reset();
    return context;
  }

  /** Puts the input's next bytes into {@link #in}, which is used up; returns how many. */
  int refill(MemorySegment input, long position) {
    int length = (int) Math.min(BUFFER_BYTES, input.byteSize() - position);
    MemorySegment.copy(input, position, inMemory, 0, length);
    in.clear().limit(length);
    return length;
  }

  /** What was put into {@link #out} since it was cleared; changes with the next call. */
  MemorySegment produced() {
    return outMemory.asSlice(0, out.position());
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
