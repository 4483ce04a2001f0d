package dev.doorbell.offload.device.twin;

/** What every one-shot job with a cipher has to keep to (ref 4.3, 4.5, 4.6, 4.8). */
final class CipherRules {
  private CipherRules() {}

  /** 0, or an error_type of {@link SecEngine}. */
  static int check(SecRequest job) {
    if (job.scene > 1 || job.de > 1 || job.authOffset != 0 || job.longLength != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    if (job.stream != 0 || job.aiGen != 0 || job.authPad != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean halvesOf192Bits = job.cMode == SecRequest.XTS && job.keyBytes() == 24;
    if (job.keyBytes() < 0
        || halvesOf192Bits
        || job.cipher != SecRequest.ENCRYPT && job.cipher != SecRequest.DECRYPT) {
      return SecEngine.UNSUPPORTED;
    }
    boolean counter = job.cMode == SecRequest.CTR;
    if (job.auth == 0 && job.macKeyAlg != 0 || job.ctrMode != (counter ? 2 : 0)) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean needsIv = job.cMode != SecRequest.ECB;
    boolean addresses =
        ProcessMemory.plausible(job.cKey, job.allKeyBytes())
            && (!needsIv || ProcessMemory.plausible(job.cIv, 16))
            && job.source != 0;
    return addresses ? 0 : SecEngine.BAD_ADDRESS;
  }
}
