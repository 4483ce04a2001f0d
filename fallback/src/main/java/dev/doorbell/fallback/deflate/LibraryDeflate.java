package dev.doorbell.fallback.deflate;

import dev.doorbell.fallback.memory.IdlePool;
import dev.doorbell.fallback.memory.InputSlices;
import dev.doorbell.fallback.memory.JobOutput;
import dev.doorbell.fallback.natives.RawDeflater;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.DeflateJob.Ending;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * Messages and pieces by a {@link RawDeflater}, framed here: the headers and trailers of zlib (RFC
 * 1950) and gzip (RFC 1952), with the JDK's checksums. Any thread.
 */
final class LibraryDeflate {
  /*
   * Only a method that is called often becomes the intrinsic that is seven times as fast, and large jobs are few.
   */
  private static final int CHECKSUM_STEP_BYTES = 4 << 10;

  private final IdlePool<RawDeflater> idle =
      new IdlePool<>(IdlePool.usualCapacity(), RawDeflater::close);

  /**
   * @return false where the output has no room; what it holds then means nothing
   */
  boolean run(DeflateLibrary library, DeflateJob job, JobOutput output) {
    int level = DeflateLibrary.effective(job.level());
    int ownLevel = library.ownLevel(level);
    int kind = library.ordinal() * 16 + ownLevel;
    RawDeflater deflater = idle.take(kind);
    if (deflater == null) {
      deflater = library.newDeflater(ownLevel);
    }
    boolean sound = false;
    try {
      boolean fits = frame(deflater, level, job, output);
      sound = true;
      return fits;
    } finally {
      if (sound) {
        idle.give(kind, deflater);
      } else {
        deflater.close();
      }
    }
  }

  private static boolean frame(RawDeflater deflater, int level, DeflateJob job, JobOutput output) {
    boolean last = job.ending() != Ending.PIECE;
    return switch (job.format()) {
      case RAW -> deflater.compress(job.history(), job.input(), last, output);
      case ZLIB ->
          append(output, zlibHeader(level))
              && deflater.compress(job.history(), job.input(), last, output)
              && append(output, bigEndian((int) checksum(new Adler32(), job.input())));
      case GZIP ->
          append(output, Gzip.HEADER)
              && deflater.compress(job.history(), job.input(), last, output)
              && append(
                  output, Gzip.trailer(checksum(new CRC32(), job.input()), job.input().byteSize()));
    };
  }

  private static boolean append(JobOutput output, byte[] bytes) {
    return output.append(bytes, 0, bytes.length);
  }

  /** A window of 32 KiB, no dictionary; the level as zlib puts it into classes. */
  private static byte[] zlibHeader(int level) {
    int flags = level < 2 ? 0x01 : level < 6 ? 0x5e : level == 6 ? 0x9c : 0xda;
    return new byte[] {0x78, (byte) flags};
  }

  private static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).putInt(value).array();
  }

  private static long checksum(Checksum checksum, MemorySegment input) {
    for (long done = 0; done < input.byteSize(); ) {
      long n = Math.min(input.byteSize() - done, CHECKSUM_STEP_BYTES);
      checksum.update(new InputSlices(input.asSlice(done, n)).next());
      done += n;
    }
    return checksum.getValue();
  }

  void close() {
    idle.close();
  }
}
