package dev.doorbell.fallback.natives;

import dev.doorbell.fallback.memory.JobOutput;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One {@code struct libdeflate_compressor} with the buffers that it works on. The library knows
 * whole messages only: an input longer than {@link #PIECE_BYTES} is compressed in such pieces, and
 * the final block of each but the last is turned into one that is not final ({@link LastBlock}). It
 * knows no history either: a match never reaches over a piece's start.
 */
final class LibDeflater implements RawDeflater {
  /*
   * Bounds the buffers. Measured on source text at level 6, against one message of 16 MiB: pieces of
   * 4 MiB are 0.1 % larger, of 2 MiB 0.3 %, of 1 MiB 0.6 %.
   */
  static final int PIECE_BYTES = 4 << 20;

  /* An empty stored block behind the last one, at most; and what LastBlock may read beyond it. */
  private static final int TAIL_BYTES = 16;

  private final LibDeflate.Functions functions;
  private final MemorySegment compressor;
  private final LastBlock lastBlock = new LastBlock();
  private Arena buffers = Arena.ofShared();
  private MemorySegment in = MemorySegment.NULL;
  private MemorySegment out = MemorySegment.NULL;

  LibDeflater(LibDeflate.Functions functions, int level) {
    this.functions = functions;
    try {
      compressor = (MemorySegment) functions.alloc().invokeExact(level);
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_alloc_compressor", e);
    }
    if (compressor.address() == 0) {
      throw new IllegalStateException("libdeflate_alloc_compressor(" + level + ") gave nothing");
    }
  }

  @Override
  public boolean compress(
      MemorySegment history, MemorySegment input, boolean last, JobOutput output) {
    long position = 0;
    do {
      int n = (int) Math.min(input.byteSize() - position, PIECE_BYTES);
      makeRoom(n, !input.isNative());
      MemorySegment piece = input.asSlice(position, n);
      position += n;
      MemorySegment source = input.isNative() ? piece : in.copyFrom(piece);
      long size = compress(source, n);
      if (size == 0) {
        return false;
      }
      if (!last || position < input.byteSize()) {
        size = lastBlock.open(out, size);
      }
      if (!output.append(out.asSlice(0, size))) {
        return false;
      }
    } while (position < input.byteSize());
    return true;
  }

  private long compress(MemorySegment source, int n) {
    try {
      return (long)
          functions
              .compress()
              .invokeExact(compressor, source, (long) n, out, out.byteSize() - TAIL_BYTES);
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_deflate_compress", e);
    }
  }

  /** Stored blocks and their headers are the most that the library writes. */
  private void makeRoom(int n, boolean copies) {
    long outBytes = n + n / 1024 * 5L + 64 + TAIL_BYTES;
    long inBytes = copies ? n : 0;
    if (out.byteSize() < outBytes || in.byteSize() < inBytes) {
      long inNow = Math.max(inBytes, in.byteSize());
      long outNow = Math.max(outBytes, out.byteSize());
      buffers.close();
      buffers = Arena.ofShared();
      in = buffers.allocate(inNow, 64);
      out = buffers.allocate(outNow, 64);
    }
  }

  @Override
  public void close() {
    try {
      functions.free().invokeExact(compressor);
    } catch (Throwable e) {
      throw NativeFunction.failure("libdeflate_free_compressor", e);
    }
    buffers.close();
  }
}
