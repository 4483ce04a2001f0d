package dev.doorbell.offload.device.twin;

import java.util.Arrays;

/** What is said of GCM alone (ref 4.8): a 12-byte IV, given twice, and tags of 8 to 16 bytes. */
abstract class GcmMode extends AeadMode {
  static final int IV_BYTES = 12;

  @Override
  boolean lengthsSuit(SecRequest job) {
    return job.icvLength >= 8 && job.icvLength <= 16;
  }

  @Override
  int authIvBytes() {
    return IV_BYTES;
  }

  @Override
  boolean ivsSuit(SecRequest job) {
    return Arrays.equals(authIv, 0, IV_BYTES, iv, 0, IV_BYTES);
  }

  /** The counter in the last four bytes is the hardware's to supply (SP 800-38D, 7.1). */
  void setCounter(int value) {
    Words.put32(iv, IV_BYTES, Integer.reverseBytes(value));
  }
}
