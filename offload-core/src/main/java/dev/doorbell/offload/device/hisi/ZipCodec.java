package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.device.DescriptorCodec;
import dev.doorbell.offload.device.hisi.ZipSqe.StreamMode;
import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * Deflate and inflate jobs as hisi_zip descriptors (uacce.md 3); those of LZ77 for zstd are {@link
 * ZipSequences}'.
 *
 * <p>Whole messages and last pieces are stateless descriptors. A piece that others follow is the
 * first descriptor of a stream of its own with a sync flush: stateless descriptors always end the
 * stream, and a fresh stream leaves nothing inside the device that a later piece would need. The
 * price is that matches do not reach back over a piece's start; the gain is that any engine can do
 * any piece.
 *
 * <p>Slab: frame (512 bytes) | for pieces, page-aligned: stream context (64 KiB, zeroed) | source |
 * destination.
 */
final class ZipCodec implements DescriptorCodec {
  /** Input and output space of one descriptor (3.8). */
  static final long MOST_BYTES = 8 << 20;

  /** The most input whose worst case, 9/8 and the frame, fits the output space. */
  static final long MOST_DEFLATE_BYTES = 7 << 20;

  private static final long CONTEXT_OFFSET = 4096;
  private static final long CONTEXT_BYTES = 64 << 10;

  /** Where the hardware's part of the context begins (3.6). */
  private static final long CONTEXT_HARDWARE_AREA = 64;

  /**
   * The hardware refuses output of 200 bytes and less in stateful mode (3.6), which a small piece
   * of a stream would come to, and small outputs leave no room for slack.
   */
  private static final long LEAST_OUTPUT_SPACE = 4096;

  private final int sqeType;

  /**
   * @param apiVersion 2: sqe type 0; later: sqe type 3
   */
  ZipCodec(int apiVersion) {
    sqeType = apiVersion > 2 ? 3 : 0;
  }

  TagField tagField() {
    return sqeType == 3 ? TagField.ZIP_TYPE_3 : TagField.ZIP_TYPE_0;
  }

  @Override
  public boolean accepts(Job job) {
    return switch (job) {
      // Level 0 asks for stored blocks, which the hardware has no mode for; empty streams are
      // software's (3.6, Annex B 5).
      case DeflateJob deflate ->
          deflate.input().byteSize() > 0
              && deflate.input().byteSize() <= MOST_DEFLATE_BYTES
              && deflate.level() != 0;
      case InflateJob inflate -> acceptsInflate(inflate);
      case Lz77Job block -> sqeType == 3 && block.input().byteSize() > 0;
      default -> false;
    };
  }

  private static boolean acceptsInflate(InflateJob job) {
    long size = job.input().byteSize();
    int header = ZipHeaders.parse(job.format(), job.input());
    return header != ZipHeaders.REFUSED
        && size <= MOST_BYTES
        && size > header + ZipHeaders.trailerLength(job.format());
  }

  private static long align(long bytes) {
    return (bytes + 63) & ~63L;
  }

  private static boolean isPiece(DeflateJob job) {
    return job.ending() == DeflateJob.Ending.PIECE;
  }

  private static long outputSpace(Job job) {
    return switch (job) {
      case DeflateJob deflate ->
          Math.max(DeflateJob.outputBound(deflate.input().byteSize()), LEAST_OUTPUT_SPACE);
      case InflateJob inflate ->
          Math.clamp(inflate.output().byteSize(), LEAST_OUTPUT_SPACE, MOST_BYTES);
      default ->
          throw new IllegalArgumentException("job=" + job + ", allowed: deflate and inflate jobs");
    };
  }

  private static long sourceOffset(Job job) {
    return job instanceof DeflateJob deflate && isPiece(deflate)
        ? CONTEXT_OFFSET + CONTEXT_BYTES
        : FRAME_BYTES;
  }

  @Override
  public long stagingBytes(Job job) {
    if (job instanceof Lz77Job block) {
      return ZipSequences.stagingBytes(block);
    }
    return sourceOffset(job) + align(job.input().byteSize()) + outputSpace(job);
  }

  @Override
  public void encode(Job job, Staging staging) {
    if (job instanceof Lz77Job block) {
      ZipSequences.encode(block, staging, sqeType);
      return;
    }
    long n = job.input().byteSize();
    long source = sourceOffset(job);
    long destination = source + align(n);
    long space = outputSpace(job);
    // What the job used is wiped afterwards; how much the device writes is its own decision, up to
    // the space it was given.
    staging.use(destination + space);
    staging.outputOffset(destination);
    MemorySegment m = staging.memory();
    MemorySegment.copy(job.input(), 0, m, source, n);
    long address = staging.address();
    switch (job) {
      case DeflateJob deflate -> {
        int header = ZipHeaders.length(deflate.format());
        ZipHeaders.write(deflate.format(), m, destination);
        ZipSqe.write(
            m,
            DESCRIPTOR,
            sqeType,
            request(deflate.format()),
            isPiece(deflate) ? StreamMode.FIRST_SYNC : StreamMode.STATELESS,
            address + source,
            (int) n,
            address + destination + header,
            (int) (space - header));
        if (isPiece(deflate)) {
          ZipSqe.streamContext(m, DESCRIPTOR, address + CONTEXT_OFFSET + CONTEXT_HARDWARE_AREA);
        }
      }
      case InflateJob inflate -> {
        int header = ZipHeaders.parse(inflate.format(), inflate.input());
        ZipSqe.write(
            m,
            DESCRIPTOR,
            sqeType,
            request(inflate.format()),
            StreamMode.STATELESS,
            address + source + header,
            (int) (n - header),
            address + destination,
            (int) space);
      }
      default ->
          throw new IllegalArgumentException("job=" + job + ", allowed: deflate and inflate jobs");
    }
  }

  private static int request(Format format) {
    return switch (format) {
      case RAW -> ZipSqe.REQUEST_DEFLATE;
      case ZLIB -> ZipSqe.REQUEST_ZLIB;
      case GZIP -> ZipSqe.REQUEST_GZIP;
    };
  }

  @Override
  public Outcome decode(Job job, Staging staging, JobResult result) {
    return switch (job) {
      case DeflateJob deflate -> decode(deflate, staging, result);
      case InflateJob inflate -> decode(inflate, staging, result);
      case Lz77Job block -> ZipSequences.decode(block, staging, result);
      default -> throw new IllegalArgumentException("job=" + job + ", allowed: zip jobs");
    };
  }

  private static Outcome decode(DeflateJob job, Staging staging, JobResult result) {
    MemorySegment m = staging.memory();
    int status = ZipSqe.status(m, COMPLETION);
    int header = ZipHeaders.length(job.format());
    long consumed = ZipSqe.consumed(m, COMPLETION);
    long produced = ZipSqe.produced(m, COMPLETION) + header;
    boolean done =
        status == ZipSqe.STATUS_DONE
            || status == ZipSqe.STATUS_NEGATIVE_COMPRESSION
            || status == ZipSqe.STATUS_END;
    if (!done
        || consumed != job.input().byteSize()
        || produced <= header
        || produced > outputSpace(job)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    if (!endsAsItMust(job, staging, produced)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    long space = job.output().byteSize();
    if (produced > space) {
      // Into its bound every output fits: a device that says otherwise is wrong.
      return space < DeflateJob.outputBound(job.input().byteSize())
          ? Outcome.Rejected.OUTPUT_TOO_SMALL
          : Outcome.Faulted.DEVICE_ERROR;
    }
    result.set(consumed, produced);
    return Outcome.Done.DONE;
  }

  /**
   * Whether a zlib or gzip message ends with the checksum of our copy of its input: then the
   * produced length is right, and the device read what it should have. Raw output has no such end;
   * not even a sync flush is known to leave the same four bytes (uacce.md 3.6).
   */
  private static boolean endsAsItMust(DeflateJob job, Staging staging, long produced) {
    MemorySegment m = staging.memory();
    long end = staging.outputOffset() + produced;
    if (produced < ZipHeaders.length(job.format()) + ZipHeaders.trailerLength(job.format())) {
      return false;
    }
    return switch (job.format()) {
      case RAW -> true;
      case ZLIB ->
          Integer.reverseBytes(Le.u32(m, end - 4)) == checksum(new Adler32(), job, staging);
      case GZIP ->
          Le.u32(m, end - 8) == checksum(new CRC32(), job, staging)
              && Le.u32(m, end - 4) == (int) job.input().byteSize();
    };
  }

  private static int checksum(Checksum checksum, DeflateJob job, Staging staging) {
    int source = (int) sourceOffset(job);
    checksum.update(staging.bytes().limit(source + (int) job.input().byteSize()).position(source));
    return (int) checksum.getValue();
  }

  private static Outcome decode(InflateJob job, Staging staging, JobResult result) {
    MemorySegment m = staging.memory();
    int status = ZipSqe.status(m, COMPLETION);
    int header = ZipHeaders.parse(job.format(), job.input());
    long size = job.input().byteSize();
    long consumed = ZipSqe.consumed(m, COMPLETION) + header;
    long produced = ZipSqe.produced(m, COMPLETION);
    if (status == ZipSqe.STATUS_DESTINATION_TOO_SMALL) {
      return Outcome.Rejected.OUTPUT_TOO_SMALL;
    }
    boolean ended = status == ZipSqe.STATUS_END && ZipSqe.lastBlock(m, COMPLETION);
    boolean allUsed =
        status == ZipSqe.STATUS_DONE && consumed == size && ZipSqe.contextState(m, COMPLETION) == 0;
    if (!(ended || allUsed) || consumed > size || produced > outputSpace(job)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    if (produced > job.output().byteSize()) {
      return Outcome.Rejected.OUTPUT_TOO_SMALL;
    }
    if (!checksumMatches(job, staging, consumed, produced)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    result.set(consumed, produced);
    return Outcome.Done.DONE;
  }

  /**
   * The trailer in our copy of the input against a checksum of what the device wrote: costs little
   * beside the copy, and means that wrong bytes, wrong lengths and half-written output of zlib and
   * gzip messages cannot get through.
   */
  private static boolean checksumMatches(
      InflateJob job, Staging staging, long consumed, long produced) {
    if (job.format() == Format.RAW) {
      return true;
    }
    if (consumed < ZipHeaders.trailerLength(job.format())) {
      return false;
    }
    ByteBuffer output =
        staging
            .bytes()
            .limit((int) (staging.outputOffset() + produced))
            .position((int) staging.outputOffset());
    if (job.format() == Format.ZLIB) {
      Adler32 adler = new Adler32();
      adler.update(output);
      return Integer.reverseBytes(Le.u32(job.input(), consumed - 4)) == (int) adler.getValue();
    }
    CRC32 crc = new CRC32();
    crc.update(output);
    return Le.u32(job.input(), consumed - 8) == (int) crc.getValue()
        && Le.u32(job.input(), consumed - 4) == (int) produced;
  }
}
