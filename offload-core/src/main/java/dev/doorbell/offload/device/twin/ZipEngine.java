package dev.doorbell.offload.device.twin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The zip device behind one queue, whose type gives the direction (ref 1.6): 0 compresses, 1
 * decompresses.
 */
final class ZipEngine implements JobEngine {
  private static final int KEPT_BYTES = 1 << 20;

  private final TwinDeviceSpec spec;
  private final boolean decompress;
  private final ZipDescriptor view = new ZipDescriptor();
  private final ZipDirection direction;
  private @Nullable Lz77Compressor lz77;
  private byte[] input = new byte[4096];

  ZipEngine(TwinDeviceSpec spec, int type, InflateStreams streams) {
    this.spec = spec;
    decompress = type == 1;
    direction = decompress ? new ZipDecompressor(streams) : new ZipCompressor();
  }

  @Override
  public void execute(byte[] descriptor, JobOutput output) {
    ZipDescriptor job = view.over(descriptor);
    if (!job.wellFormed(spec, decompress) || !setExtents(job, output)) {
      refuse(job, output);
      return;
    }
    int length = (int) job.inputLength();
    if (input.length < length) {
      input = new byte[Math.max(length, Math.min(2 * input.length, ZipDescriptor.MAX_BYTES))];
    }
    output.source.read(0, input, 0, length);
    output.bytesIn = length;
    if (!(job.lz77() ? lz77() : direction).run(job, input, length, output)) {
      refuse(job, output);
    }
    if (input.length > KEPT_BYTES) {
      input = new byte[4096];
    } else {
      Arrays.fill(input, 0, length, (byte) 0);
    }
  }

  /** Made when it is needed: its tables are large, and few queues are asked for it. */
  private Lz77Compressor lz77() {
    if (lz77 == null) {
      lz77 = new Lz77Compressor();
    }
    return lz77;
  }

  private static void refuse(ZipDescriptor job, JobOutput output) {
    output.refused = true;
    output.length = 0;
    job.setResult(0, 0, ZipDescriptor.BAD_DESCRIPTOR, false);
  }

  private static boolean setExtents(ZipDescriptor job, JobOutput output) {
    int length = (int) job.inputLength();
    int space = (int) job.outputSpace();
    if (job.list()) {
      return output.source.addList(job.source(), job.sourceSkip(), length)
          && output.destination.addList(job.destination(), job.destinationSkip(), space);
    }
    return output.source.addFlat(job.source(), length)
        && output.destination.addFlat(job.destination(), space);
  }

  @Override
  public void setError(byte[] descriptor) {
    view.over(descriptor).setResult(0, 0, ZipDescriptor.INTERNAL_ERROR, false);
  }

  @Override
  public boolean overstateLength(byte[] descriptor) {
    ZipDescriptor job = view.over(descriptor);
    job.setResult((int) job.consumed(), (int) job.outputSpace() + 1, job.status(), job.lastBlock());
    return true;
  }

  @Override
  public void close() {
    Arrays.fill(input, (byte) 0);
    direction.close();
    if (lz77 != null) {
      lz77.close();
    }
  }
}
