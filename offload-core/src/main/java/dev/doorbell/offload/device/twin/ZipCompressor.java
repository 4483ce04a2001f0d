package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compression. Every request is a self-contained run of the JDK's deflater: a stream's earlier
 * bytes come from the window in its context as a dictionary, and a sync flush ends at a byte
 * boundary (with the marker {@code 00 00 FF FF}), so nothing else need be carried over.
 */
final class ZipCompressor {
  /** The hardware has one ratio for all levels; ours is zlib's fastest. */
  private static final int LEVEL = 1;

  /** Marks compressing streams in {@link StreamContext}. */
  private static final int KIND = 0x100;

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 crc = new CRC32();
  private final Adler32 adler = new Adler32();
  private final StreamContext context = new StreamContext();
  private final byte[] window = new byte[StreamContext.WINDOW_BYTES];

  /** Runs a well-formed request; false if its context is not one. */
  boolean run(ZipDescriptor job, byte[] input, int length, JobOutput output) {
    boolean resumed = job.stateful() && !job.newStream();
    int windowLength = resumed ? job.contextWord2() & 0xFFFF : 0;
    if (resumed
        && (!context.at(job.context()).resume(KIND + job.requestType())
            || windowLength > StreamContext.WINDOW_BYTES)) {
      return false;
    }
    deflater.reset();
    // The JDK cannot limit distances, so for a smaller window there are none at all.
    deflater.setStrategy(
        job.windowBytes() < StreamContext.WINDOW_BYTES
            ? Deflater.HUFFMAN_ONLY
            : Deflater.DEFAULT_STRATEGY);
    if (windowLength > 0) {
      context.readWindow(window, windowLength);
      deflater.setDictionary(window, 0, windowLength);
    }
    boolean last = !job.stateful() || job.finish();
    int checksum = checksum(job, resumed, input, length);
    int isize = (resumed ? job.isize() : 0) + length;
    int space = (int) job.outputSpace();
    int produced = deflate(input, length, last, space, output);
    if (produced >= 0 && last) {
      produced = appendTrailer(job.requestType(), checksum, isize, produced, space, output);
    }
    if (produced < 0) {
      // The context is as it was: the whole request can be made again with more room.
      output.length = 0;
      job.setResult(0, 0, ZipDescriptor.DESTINATION_TOO_SMALL, false);
      return true;
    }
    output.length = produced;
    job.setResult(
        length,
        produced,
        produced > length ? ZipDescriptor.NEGATIVE_COMPRESSION : ZipDescriptor.DONE,
        false);
    int register =
        job.requestType() == ZipDescriptor.GZIP ? Checksums.gzipRegister(checksum) : checksum;
    job.setCheck(isize, job.requestType() == ZipDescriptor.RAW_DEFLATE ? job.checksum() : register);
    job.setContextWords(
        0, 0, job.stateful() ? saveWindow(job, resumed, windowLength, input, length) : 0);
    return true;
  }

  private int checksum(ZipDescriptor job, boolean resumed, byte[] input, int length) {
    switch (job.requestType()) {
      case ZipDescriptor.ZLIB -> {
        if (resumed) {
          return Checksums.adler32(job.checksum(), input, length);
        }
        adler.reset();
        adler.update(input, 0, length);
        return (int) adler.getValue();
      }
      case ZipDescriptor.GZIP -> {
        if (resumed) {
          return Checksums.crc32(~Integer.reverse(job.checksum()), input, length);
        }
        crc.reset();
        crc.update(input, 0, length);
        return (int) crc.getValue();
      }
      default -> {
        return 0;
      }
    }
  }

  /** Returns the bytes produced, −1 if they do not fit into {@code space}. */
  private int deflate(byte[] input, int length, boolean last, int space, JobOutput output) {
    deflater.setInput(input, 0, length);
    if (last) {
      deflater.finish();
    }
    int produced = 0;
    byte[] data = output.ensure(Math.min(space + 1, length / 2 + 256));
    while (true) {
      int room = data.length - produced;
      int n =
          deflater.deflate(data, produced, room, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
      produced += n;
      if (produced > space) {
        return -1;
      }
      if (last ? deflater.finished() : n < room) {
        return produced;
      }
      // One byte more than the destination holds: what does not fit shows there.
      data = output.ensure(Math.min(space + 1, data.length * 2));
    }
  }

  private static int appendTrailer(
      int type, int checksum, int isize, int produced, int space, JobOutput output) {
    int bytes = type == ZipDescriptor.ZLIB ? 4 : type == ZipDescriptor.GZIP ? 8 : 0;
    if (produced + bytes > space) {
      return -1;
    }
    byte[] data = output.ensure(produced + bytes);
    if (type == ZipDescriptor.ZLIB) {
      Words.put32(data, produced, Integer.reverseBytes(checksum));
    } else if (type == ZipDescriptor.GZIP) {
      Words.put32(data, produced, checksum);
      Words.put32(data, produced + 4, isize);
    }
    return produced + bytes;
  }

  /** Moves the last 32 KiB of the stream into its context; returns their number. */
  private int saveWindow(
      ZipDescriptor job, boolean resumed, int windowLength, byte[] input, int length) {
    context.at(job.context());
    int jobs = resumed ? context.jobs() : 0;
    if (!resumed) {
      context.begin(KIND + job.requestType(), 0);
    }
    int fromInput = Math.min(length, StreamContext.WINDOW_BYTES);
    int kept = Math.min(windowLength, StreamContext.WINDOW_BYTES - fromInput);
    System.arraycopy(window, windowLength - kept, window, 0, kept);
    System.arraycopy(input, length - fromInput, window, kept, fromInput);
    context.writeWindow(window, 0, kept + fromInput);
    context.save(jobs + 1);
    return kept + fromInput;
  }

  void close() {
    deflater.end();
    Arrays.fill(window, (byte) 0);
  }
}
