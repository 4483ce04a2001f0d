package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/**
 * The SEC device behind one queue: decodes BD2 or BD3 by the device's version and hands the job to
 * a {@link SecMode}. A further mode or MAC is one more case in {@link #modeFor}.
 */
final class SecEngine implements JobEngine {
  /** Ours; the reference states no single error_type. */
  static final int BAD_DESCRIPTOR = 0x01;

  static final int UNSUPPORTED = 0x02;
  static final int BAD_LENGTH = 0x03;
  static final int BAD_ADDRESS = 0x04;
  static final int INTERNAL_ERROR = 0x05;

  static final int MAX_BYTES = 0xFFFE00;

  private static final int DONE = 1;
  private static final int ICV_MISMATCH = 2 << 1;
  private static final int FLAG_CIPHER = 2 << 7;
  private static final int FLAG_AEAD = 3 << 7;

  private final TwinDeviceSpec spec;
  private final int type;
  private final SecRequest request = new SecRequest();
  private final SecMode[] aes = {new AesEcb(), new AesCbc(), new AesCtr()};
  private final SecMode sm4 = new Sm4Modes();
  private final SecMode gcm = new AesGcm();

  SecEngine(TwinDeviceSpec spec, int type) {
    this.spec = spec;
    this.type = type;
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
    SecMode mode = modeFor(request);
    int error = check(request, mode);
    if (error == 0) {
      error = mode.check(request, spec);
    }
    if (error == 0 && !setExtents(request, output)) {
      error = BAD_ADDRESS;
    }
    if (error != 0) {
      refuse(bd, output, error);
      return;
    }
    output.bytesIn = mode.sourceBytes(request);
    boolean good = mode.run(request, output);
    setResult(bd, DONE | (mode == gcm ? FLAG_AEAD : FLAG_CIPHER) | (good ? 0 : ICV_MISMATCH), 0);
  }

  /** What computes a job, or null: then the twin, or hardware of this version, cannot do it. */
  private SecMode modeFor(SecRequest job) {
    boolean v3 = spec.api() >= 3;
    if (job.auth != 0 || job.cWidth != 0) {
      return null;
    }
    boolean listed = spec.algorithms().contains(job.cMode == SecRequest.GCM ? "aead" : "cipher");
    if (!listed || job.cMode == SecRequest.CTR && !v3) {
      return null;
    }
    return switch (job.cMode) {
      case SecRequest.ECB, SecRequest.CBC, SecRequest.CTR ->
          job.cAlg == SecRequest.SM4
              ? sm4
              : job.cAlg == SecRequest.AES
                  ? aes[job.cMode == SecRequest.CTR ? 2 : job.cMode]
                  : null;
      case SecRequest.GCM -> job.cAlg == SecRequest.AES ? gcm : null;
      default -> null;
    };
  }

  /** What holds for all one-shot jobs with a cipher (ref 4.5, 4.6, 4.8). */
  private static int check(SecRequest job, SecMode mode) {
    if (job.reserved != 0
        || job.scene > 1
        || job.de > 1
        || job.authOffset != 0
        || job.longLength != 0
        || job.stream != 0) {
      return BAD_DESCRIPTOR;
    }
    if (job.sourceType > 1
        || job.destinationType > 1
        || job.macType != 0
        || job.aiGen != 0
        || job.authPad != 0) {
      return BAD_DESCRIPTOR;
    }
    if (mode == null
        || job.keyBytes() < 0
        || job.cipher != SecRequest.ENCRYPT && job.cipher != SecRequest.DECRYPT) {
      return UNSUPPORTED;
    }
    boolean counter = job.cMode == SecRequest.CTR;
    if (job.macKeyAlg != 0 || job.ctrMode != (counter ? 2 : 0)) {
      return BAD_DESCRIPTOR;
    }
    boolean needsIv = job.cMode != SecRequest.ECB;
    boolean addresses =
        ProcessMemory.plausible(job.cKey, job.keyBytes())
            && (!needsIv || ProcessMemory.plausible(job.cIv, 16))
            && job.source != 0;
    return addresses ? 0 : BAD_ADDRESS;
  }

  private boolean setExtents(SecRequest job, JobOutput output) {
    int bytes = modeFor(job).sourceBytes(job);
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
    Arrays.asList(aes).forEach(SecMode::close);
    sm4.close();
    gcm.close();
  }
}
