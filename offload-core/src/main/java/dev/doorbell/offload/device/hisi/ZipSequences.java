package dev.doorbell.offload.device.hisi;

import static dev.doorbell.offload.device.DescriptorCodec.COMPLETION;
import static dev.doorbell.offload.device.DescriptorCodec.DESCRIPTOR;
import static dev.doorbell.offload.device.DescriptorCodec.FRAME_BYTES;

import dev.doorbell.offload.device.hisi.ZipSqe.StreamMode;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Outcome;
import dev.doorbell.offload.memory.Staging;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * LZ77 for zstd (uacce.md 3.10): one block, one stateless descriptor, so that no match reaches back
 * over the block's start and any engine can do any block.
 *
 * <p>Slab: frame (512 bytes) | source | literals | sequences, 8 bytes each | 8 spare bytes | 784
 * bytes that say how often what occurs, which nobody needs. The literals are not needed either:
 * they stand in the source.
 *
 * <pre>
 * sequence   0 u32 distance + 3, or repeat code 1 to 3   4 u16 literals   6 u16 match length − 3
 * </pre>
 */
final class ZipSequences {
  /** The device's literal buffer is this much larger than the input. */
  private static final int LITERAL_SLACK = 16;

  /** Spare bytes and frequencies behind the sequences. */
  private static final int BEHIND_SEQUENCES = 8 + 784;

  /** What the sequence buffer has beyond 8 bytes for each match that there can be. */
  private static final int SEQUENCE_SLACK = 8192;

  private static final int LONG_LITERALS = 65_536;

  /**
   * From here on zstd itself looks for the cheapest sequences, not just for long matches; the
   * device's two ways of searching differ in the same.
   */
  private static final int PRICE_FROM_LEVEL = 13;

  private ZipSequences() {}

  private static long align(long bytes) {
    return (bytes + 63) & ~63L;
  }

  private static long literalsOffset(Lz77Job job) {
    return FRAME_BYTES + align(job.input().byteSize());
  }

  private static long sequencesOffset(Lz77Job job) {
    return literalsOffset(job) + align(job.input().byteSize() + LITERAL_SLACK);
  }

  private static long sequenceSpace(Lz77Job job) {
    return Lz77Job.outputBound(job.input().byteSize()) + SEQUENCE_SLACK;
  }

  static long stagingBytes(Lz77Job job) {
    return sequencesOffset(job) + sequenceSpace(job);
  }

  static void encode(Lz77Job job, Staging staging, int sqeType) {
    int n = (int) job.input().byteSize();
    long sequences = sequencesOffset(job);
    staging.use(stagingBytes(job));
    staging.outputOffset(sequences);
    MemorySegment m = staging.memory();
    MemorySegment.copy(job.input(), 0, m, FRAME_BYTES, n);
    long address = staging.address();
    ZipSqe.write(
        m,
        DESCRIPTOR,
        sqeType,
        job.level() >= PRICE_FROM_LEVEL ? ZipSqe.REQUEST_LZ77_ZSTD_PRICE : ZipSqe.REQUEST_LZ77_ZSTD,
        StreamMode.STATELESS,
        address + FRAME_BYTES,
        n,
        address + sequences,
        (int) sequenceSpace(job));
    ZipSqe.literals(m, DESCRIPTOR, address + literalsOffset(job), n + LITERAL_SLACK);
  }

  /**
   * Turns the device's sequences into ours where they lie, each read once, and each compared with
   * the caller's input: a match has to be one. What the device says beyond that cannot do harm.
   */
  static Outcome decode(Lz77Job job, Staging staging, JobResult result) {
    MemorySegment m = staging.memory();
    MemorySegment input = job.input();
    long n = input.byteSize();
    int status = ZipSqe.status(m, COMPLETION);
    long count = ZipSqe.produced(m, COMPLETION);
    int longLiterals = ZipSqe.longLiterals(m, COMPLETION);
    int longIndex = ZipSqe.longLiteralsIndex(m, COMPLETION);
    boolean done =
        status == ZipSqe.STATUS_DONE
            || status == ZipSqe.STATUS_NEGATIVE_COMPRESSION
            || status == ZipSqe.STATUS_END;
    if (!done
        || ZipSqe.consumed(m, COMPLETION) != n
        || count > n / Lz77Sequence.LEAST_MATCH
        || count * Lz77Sequence.BYTES + BEHIND_SEQUENCES > sequenceSpace(job)
        || longLiterals > 1
        || (longLiterals == 1 && longIndex >= count)) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    long at = staging.outputOffset();
    long position = 0;
    long matched = 0;
    /* The three distances that a repeat code may name (RFC 8878 section 3.1.1.5). */
    long first = 1;
    long second = 4;
    long third = 8;
    for (int i = 0; i < count; i++, at += Lz77Sequence.BYTES) {
      long raw = Le.u64(m, at);
      long code = raw & 0xFFFF_FFFFL;
      long literals = raw >>> 32 & 0xFFFF;
      long match = (raw >>> 48) + Lz77Sequence.LEAST_MATCH;
      if (longLiterals == 1 && i == longIndex) {
        literals += LONG_LITERALS;
      }
      // Without literals before it a match cannot go on at the latest distance: the codes mean the
      // next ones.
      long repeat = literals == 0 ? code + 1 : code;
      long distance;
      if (code > 3) {
        distance = code - 3;
      } else {
        distance =
            switch ((int) repeat) {
              case 1 -> first;
              case 2 -> second;
              case 3 -> third;
              case 4 -> first - 1;
              default -> 0;
            };
      }
      if (code > 3 || repeat > 2) {
        third = second;
      }
      if (code > 3 || repeat > 1) {
        second = first;
      }
      first = distance;
      position += literals;
      if (code < 1
          || distance < 1
          || distance > position
          || match > n - position
          || !Lz77Sequence.isMatch(input, position, distance, match)) {
        return Outcome.Faulted.DEVICE_ERROR;
      }
      put(m, at, Lz77Sequence.of((int) literals, (int) match, (int) distance));
      position += match;
      matched += match;
    }
    if (position > n || ZipSqe.literalBytes(m, COMPLETION) != n - matched) {
      return Outcome.Faulted.DEVICE_ERROR;
    }
    put(m, at, Lz77Sequence.of((int) (n - position), 0, 0));
    long produced = (count + 1) * Lz77Sequence.BYTES;
    if (produced > job.output().byteSize()) {
      return Outcome.Rejected.OUTPUT_TOO_SMALL;
    }
    result.set(n, produced);
    return Outcome.Done.DONE;
  }

  private static void put(MemorySegment m, long at, long sequence) {
    m.set(ValueLayout.JAVA_LONG_UNALIGNED, at, sequence);
  }
}
