package dev.doorbell.offload.device.twin;

import org.jspecify.annotations.Nullable;

/**
 * The SEC device behind one queue: decodes BD2 or BD3 by the device's version and hands the job to
 * a {@link SecMode} out of {@link SecModes}.
 */
final class SecEngine implements JobEngine {
  /** Ours; the reference states no single error_type. */
  static final int BAD_DESCRIPTOR = 0x01;

  static final int UNSUPPORTED = 0x02;
  static final int BAD_LENGTH = 0x03;
  static final int BAD_ADDRESS = 0x04;
  static final int INTERNAL_ERROR = 0x05;

  static final int MAX_BYTES = 0xFFFE00;

  /** The flag field of jobs that ended well, as Linux expects it (ref 4.9). */
  static final int FLAG_CIPHER = 2 << 7;

  static final int FLAG_AEAD = 3 << 7;

  /** Ours: Linux has no hash jobs on this device. */
  static final int FLAG_HASH = 1 << 7;

  private static final int DONE = 1;
  private static final int ICV_MISMATCH = 2 << 1;

  private final TwinDeviceSpec spec;
  private final int type;
  private final SecRequest request = new SecRequest();
  private final SecModes modes;

  SecEngine(TwinDeviceSpec spec, int type) {
    this.spec = spec;
    this.type = type;
    modes = new SecModes(spec);
  }

  @Override
  public void execute(byte[] bd, JobOutput output) {
    int expected = spec.api() <= 2 ? Bd2.TYPE : Bd3.TYPE;
    if (Words.bits(bd[0], 0, 3) != expected || type != 0) {
      refuse(bd, output, BAD_DESCRIPTOR);
      return;
    }
    if (expected == Bd2.TYPE) {
      Bd2.decode(bd, request);
    } else {
      Bd3.decode(bd, request);
    }
    if (request.skip) {
      setResult(bd, DONE, 0);
      return;
    }
    SecMode mode = modes.find(request);
    int error = check(request, mode);
    if (mode == null || error != 0) {
      refuse(bd, output, error);
      return;
    }
    error = mode.check(request, spec);
    if (error == 0 && !setExtents(request, mode, output)) {
      error = BAD_ADDRESS;
    }
    if (error != 0) {
      refuse(bd, output, error);
      return;
    }
    output.bytesIn = mode.sourceBytes(request);
    boolean good = mode.run(request, output);
    setResult(bd, DONE | mode.flag() | (good ? 0 : ICV_MISMATCH), 0);
  }

  /** What holds for all jobs (ref 4.3, 4.4, 4.5). */
  private static int check(SecRequest job, @Nullable SecMode mode) {
    if (job.reserved != 0 || job.sourceType > 1 || job.destinationType > 1 || job.macType != 0) {
      return BAD_DESCRIPTOR;
    }
    return mode == null ? UNSUPPORTED : 0;
  }

  private static boolean setExtents(SecRequest job, SecMode mode, JobOutput output) {
    int bytes = mode.sourceBytes(job);
    // de = 0 means in place; the destination field is then not looked at (ref 4.6).
    boolean apart = job.de == 1;
    return add(output.source, job.source, job.sourceType, bytes)
        && add(
            output.destination,
            apart ? job.destination : job.source,
            apart ? job.destinationType : job.sourceType,
            bytes);
  }

  private static boolean add(Extents to, long address, int addressType, int bytes) {
    return addressType == 1 ? to.addList(address, 0, bytes) : to.addFlat(address, bytes);
  }

  private static void refuse(byte[] bd, JobOutput output, int error) {
    output.refused = true;
    output.length = 0;
    setResult(bd, 0, error);
  }

  private static void setResult(byte[] bd, int done, int error) {
    // 112 done, 114 error, 115 warning, 116 inline mac, 120 SVA status and checksum, 124 counter:
    // the last ones always 0 here.
    Words.put64(bd, 112, 0);
    Words.put64(bd, 120, 0);
    Words.put16(bd, 112, done);
    bd[114] = (byte) error;
  }

  @Override
  public void setError(byte[] descriptor) {
    setResult(descriptor, 0, INTERNAL_ERROR);
  }

  @Override
  public boolean overstateLength(byte[] descriptor) {
    return false;
  }

  @Override
  public void close() {
    modes.close();
  }
}
