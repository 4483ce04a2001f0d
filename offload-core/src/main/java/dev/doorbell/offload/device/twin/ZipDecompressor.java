package dev.doorbell.offload.device.twin;

import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompression: raw deflate by the JDK's inflater, the trailer here. Headers never reach the
 * device (ref 3.5).
 */
final class ZipDecompressor {
  /** Marks decompressing streams in {@link StreamContext}. */
  private static final int KIND = 0x200;

  private static final int STATE_NO_SPACE = 2;
  private static final int STATE_MORE_INPUT = 3;
  private static final int STATE_NO_CHECKSUM = 4;
  private static final int BFINAL_SEEN = 1 << 7;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final Adler32 adler = new Adler32();
  private final StreamContext context = new StreamContext();
  private final InflateStreams streams;

  ZipDecompressor(InflateStreams streams) {
    this.streams = streams;
  }

  /** Runs a well-formed request; false if its context is not one that this device knows. */
  boolean run(ZipDescriptor job, byte[] input, int length, JobOutput output) {
    try {
      if (job.stateful()) {
        return continueStream(job, input, length, output);
      }
      whole(job, input, length, output);
    } catch (DataFormatException e) {
      output.length = 0;
      job.setResult(0, 0, ZipDescriptor.BAD_DATA, false);
    }
    return true;
  }

  private void whole(ZipDescriptor job, byte[] input, int length, JobOutput output)
      throws DataFormatException {
    int space = (int) job.outputSpace();
    inflater.reset();
    inflater.setInput(input, 0, length);
    int produced =
        inflate(inflater, 0, space, (int) Math.min(space + 1L, 4L * length + 256), output);
    if (produced > space) {
      job.setResult(0, 0, ZipDescriptor.DESTINATION_TOO_SMALL, false);
      return;
    }
    output.length = produced;
    int end = length - inflater.getRemaining();
    int trailerBytes = trailerBytes(job.requestType());
    if (!inflater.finished() || end + trailerBytes > length) {
      job.setContextWords(inflater.finished() ? STATE_NO_CHECKSUM : STATE_MORE_INPUT, 0, 0);
      job.setResult(length, produced, ZipDescriptor.DONE, false);
      return;
    }
    adler.reset();
    crc.reset();
    adler.update(output.data, 0, job.requestType() == ZipDescriptor.ZLIB ? produced : 0);
    crc.update(output.data, 0, job.requestType() == ZipDescriptor.GZIP ? produced : 0);
    job.setContextWords(0, 0, 0);
    finish(
        job,
        input,
        end,
        (int) adler.getValue(),
        (int) crc.getValue(),
        produced,
        end + trailerBytes,
        produced);
  }

  /**
   * Inflates behind {@code produced} bytes until input or stream end, or until one byte more than
   * {@code space} is there.
   */
  private static int inflate(
      Inflater inflater, int produced, int space, int guess, JobOutput output)
      throws DataFormatException {
    byte[] data = output.ensure(guess);
    while (!inflater.finished() && produced <= space) {
      if (produced == data.length) {
        data = output.ensure((int) Math.min(space + 1L, 2L * data.length));
      }
      int n = inflater.inflate(data, produced, Math.min(data.length, space + 1) - produced);
      produced += n;
      if (n == 0) {
        break;
      }
    }
    return produced;
  }

  private static int trailerBytes(int type) {
    return type == ZipDescriptor.ZLIB ? 4 : type == ZipDescriptor.GZIP ? 8 : 0;
  }

  private static void finish(
      ZipDescriptor job,
      byte[] trailer,
      int at,
      int adler,
      int crc,
      int total,
      int consumed,
      int produced) {
    boolean good =
        switch (job.requestType()) {
          case ZipDescriptor.ZLIB -> Integer.reverseBytes(Words.i32(trailer, at)) == adler;
          case ZipDescriptor.GZIP ->
              Words.i32(trailer, at) == crc && Words.i32(trailer, at + 4) == total;
          default -> true;
        };
    setCheck(job, adler, crc, total);
    job.setResult(
        consumed,
        produced,
        good ? ZipDescriptor.END_OF_DATA : ZipDescriptor.CHECKSUM_MISMATCH,
        true);
  }

  private static void setCheck(ZipDescriptor job, int adler, int crc, int total) {
    switch (job.requestType()) {
      case ZipDescriptor.ZLIB -> job.setCheck(total, adler);
      case ZipDescriptor.GZIP -> job.setCheck(total, Checksums.gzipRegister(crc));
      default -> job.setCheck(total, job.checksum());
    }
  }

  private boolean continueStream(ZipDescriptor job, byte[] input, int length, JobOutput output)
      throws DataFormatException {
    InflateStreams.Stream stream = open(job);
    if (stream == null) {
      return false;
    }
    boolean good = false;
    try {
      piece(job, stream, input, length, output);
      good = true;
    } finally {
      if (!good) {
        streams.end(stream);
      }
    }
    if (stream.over) {
      streams.end(stream);
    }
    context.save(++stream.jobs);
    return true;
  }

  private InflateStreams.Stream open(ZipDescriptor job) {
    int kind = KIND + job.requestType();
    context.at(job.context());
    if (job.newStream()) {
      InflateStreams.Stream stream = streams.begin();
      context.begin(kind, stream.number);
      return stream;
    }
    InflateStreams.Stream stream = context.resume(kind) ? streams.find(context.stream()) : null;
    // A copy of a context taken earlier is as useless here as on a device that keeps its state
    // there.
    return stream != null && stream.jobs == context.jobs() ? stream : null;
  }

  private static void piece(
      ZipDescriptor job, InflateStreams.Stream stream, byte[] input, int length, JobOutput output)
      throws DataFormatException {
    int space = (int) job.outputSpace();
    System.arraycopy(stream.pending, 0, output.ensure(space + 1), 0, stream.pendingLength);
    int produced = stream.pendingLength;
    stream.pendingLength = 0;
    stream.inflater.setInput(input, 0, length);
    produced = inflate(stream.inflater, produced, space, produced, output);
    if (produced > space) {
      // One byte too many was decoded: it shows that there is more, and waits inside the context.
      stream.pending[0] = output.data[space];
      stream.pendingLength = 1;
      produced = space;
    }
    int used = length - stream.inflater.getRemaining();
    if (job.requestType() == ZipDescriptor.ZLIB) {
      stream.adler = Checksums.adler32(stream.adler, output.data, produced);
    } else if (job.requestType() == ZipDescriptor.GZIP) {
      stream.crc.update(output.data, 0, produced);
    }
    stream.total += produced;
    output.length = produced;
    boolean decoded = stream.inflater.finished() && stream.pendingLength == 0;
    if (decoded) {
      int missing = Math.min(trailerBytes(job.requestType()) - stream.trailerLength, length - used);
      System.arraycopy(input, used, stream.trailer, stream.trailerLength, missing);
      stream.trailerLength += missing;
      used += missing;
      if (stream.trailerLength == trailerBytes(job.requestType())) {
        stream.over = true;
        job.setContextWords(0, 0, 0);
        finish(
            job,
            stream.trailer,
            0,
            stream.adler,
            (int) stream.crc.getValue(),
            stream.total,
            used,
            produced);
        return;
      }
    }
    int state =
        decoded ? STATE_NO_CHECKSUM : stream.pendingLength > 0 ? STATE_NO_SPACE : STATE_MORE_INPUT;
    // With all input taken the present block may be the last; the bit makes the driver call again
    // for what is stored (ref 3.6).
    int last = stream.pendingLength > 0 && used == length ? BFINAL_SEEN : 0;
    job.setContextWords(state | last, stream.pendingLength, 0);
    setCheck(job, stream.adler, (int) stream.crc.getValue(), stream.total);
    job.setResult(used, produced, ZipDescriptor.DONE, false);
  }

  void close() {
    inflater.end();
  }
}
