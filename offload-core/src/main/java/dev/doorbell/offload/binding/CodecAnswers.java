package dev.doorbell.offload.binding;

import dev.doorbell.offload.job.DeflateJob;
import dev.doorbell.offload.job.Format;
import dev.doorbell.offload.job.InflateJob;
import dev.doorbell.offload.job.JobResult;
import dev.doorbell.offload.job.Lz77Job;
import dev.doorbell.offload.job.Lz77Sequence;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.job.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/** Compression has no one right answer: round trips, most of them through java.util.zip. */
final class CodecAnswers {
  private CodecAnswers() {}

  static List<KnownAnswer> of(Operation operation) {
    return switch (operation) {
      case DEFLATE_RAW ->
          List.of(
              new Deflated(deflate(Format.RAW, DeflateJob.Ending.WHOLE)),
              new Deflated(deflate(Format.RAW, DeflateJob.Ending.PIECE)));
      case DEFLATE_ZLIB -> List.of(new Deflated(deflate(Format.ZLIB, DeflateJob.Ending.WHOLE)));
      case DEFLATE_GZIP -> List.of(new Deflated(deflate(Format.GZIP, DeflateJob.Ending.WHOLE)));
      case INFLATE_RAW -> List.of(inflated(Format.RAW));
      case INFLATE_ZLIB -> List.of(inflated(Format.ZLIB));
      case INFLATE_GZIP -> List.of(inflated(Format.GZIP));
      case LZ77_ZSTD -> List.of(searched(3), searched(19));
      default -> List.of();
    };
  }

  /** Some 4 KB that compress, but not to nothing. */
  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 4000; i++) {
      text.append("known answer ").append(i * i).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static DeflateJob deflate(Format format, DeflateJob.Ending ending) {
    byte[] text = text();
    return new DeflateJob(
        format,
        -1,
        0,
        MemorySegment.NULL,
        ending,
        MemorySegment.ofArray(text),
        KnownAnswer.output((int) DeflateJob.outputBound(text.length)));
  }

  /** The JDK must read the text back. */
  private record Deflated(DeflateJob job) implements KnownAnswer {
    @Override
    public boolean isRight(Outcome outcome, JobResult result) {
      if (outcome != Outcome.Done.DONE) {
        return false;
      }
      byte[] output = job.output().toArray(ValueLayout.JAVA_BYTE);
      byte[] text = text();
      byte[] back = new byte[text.length + 1];
      int header = job.format() == Format.GZIP ? 10 : 0;
      try (Inflater inflater = new Inflater(job.format() != Format.ZLIB)) {
        inflater.setInput(output, header, (int) result.produced() - header);
        int n = inflater.inflate(back);
        boolean ended = inflater.finished() == (job.ending() == DeflateJob.Ending.WHOLE);
        return ended && n == text.length && Arrays.equals(text, Arrays.copyOf(back, n));
      } catch (DataFormatException wrongAnswer) {
        return false;
      }
    }
  }

  private static KnownAnswer inflated(Format format) {
    byte[] text = text();
    byte[] packed = pack(format, text);
    InflateJob job =
        new InflateJob(format, MemorySegment.ofArray(packed), KnownAnswer.output(text.length));
    return new Inflated(new KnownAnswer.Bytes(job, text), packed.length);
  }

  /** The text must come out, and all of the input be used. */
  private record Inflated(KnownAnswer.Bytes bytes, int packedBytes) implements KnownAnswer {
    @Override
    public InflateJob job() {
      return (InflateJob) bytes.job();
    }

    @Override
    public boolean isRight(Outcome outcome, JobResult result) {
      return bytes.isRight(outcome, result) && result.consumed() == packedBytes;
    }
  }

  private static KnownAnswer searched(int level) {
    byte[] text = text();
    return new Searched(
        new Lz77Job(
            level,
            MemorySegment.ofArray(text),
            KnownAnswer.output((int) Lz77Job.outputBound(text.length))));
  }

  /**
   * The sequences must give the text back, and spare most of it: a device that finds nothing is
   * right, and of no use.
   */
  private record Searched(Lz77Job job) implements KnownAnswer {
    @Override
    public boolean isRight(Outcome outcome, JobResult result) {
      if (outcome != Outcome.Done.DONE) {
        return false;
      }
      byte[] text = text();
      byte[] back = new byte[text.length];
      int n = 0;
      int literals = 0;
      for (long i = 0; i < result.produced() / Lz77Sequence.BYTES; i++) {
        long sequence = Lz77Sequence.get(job.output(), i);
        int run = Lz77Sequence.literals(sequence);
        int match = Lz77Sequence.match(sequence);
        int distance = Lz77Sequence.distance(sequence);
        if (run + match > text.length - n || distance > n + run) {
          return false;
        }
        System.arraycopy(text, n, back, n, run);
        n += run;
        literals += run;
        for (int end = n + match; n < end; n++) {
          back[n] = back[n - distance];
        }
      }
      return n == text.length && literals < n / 2 && Arrays.equals(text, back);
    }
  }

  private static byte[] pack(Format format, byte[] text) {
    if (format == Format.GZIP) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
    byte[] packed = new byte[text.length + 100];
    try (Deflater deflater = new Deflater(6, format == Format.RAW)) {
      deflater.setInput(text);
      deflater.finish();
      return Arrays.copyOf(packed, deflater.deflate(packed));
    }
  }
}
