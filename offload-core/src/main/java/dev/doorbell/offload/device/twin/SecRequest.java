package dev.doorbell.offload.device.twin;

/**
 * A SEC job as both descriptor formats state it, with the codes of ref 4.3. Filled by {@link Bd2}
 * and {@link Bd3}, reused from job to job. Fields that only later kinds of job need
 * (authentication) are decoded too, so that a job which must not use them can be refused.
 */
final class SecRequest {
  static final int AES = 2;
  static final int SM4 = 3;

  static final int ECB = 0;
  static final int CBC = 1;
  static final int CFB = 2;
  static final int OFB = 3;
  static final int CTR = 4;
  static final int CCM = 5;
  static final int GCM = 6;
  static final int XTS = 7;
  static final int CBC_CS = 9;

  static final int ENCRYPT = 1;
  static final int DECRYPT = 2;

  static final int CALCULATE = 1;

  boolean skip;

  /** All bits that no job uses, or'ed together. */
  long reserved;

  int scene;
  int de;
  int sourceType;
  int destinationType;
  int macType;
  int cipher;
  int auth;
  int seq;
  int aiGen;
  int authPad;
  int cAlg;
  int cMode;
  int cWidth;
  int cKeyLength;
  int icvLength;

  /**
   * MAC length, authentication key length and algorithm, as one word: zero unless there is
   * authentication.
   */
  int macKeyAlg;

  int ctrMode;
  int authLength;
  int cipherLength;
  int authOffset;
  int cipherOffset;
  long longLength;
  int stream;
  long source;
  long destination;
  long cKey;
  long cIv;
  long aKey;
  long aIv;
  long mac;

  /** Key bytes of the cipher, −1 for a code that the algorithm does not have. */
  int keyBytes() {
    return switch (cAlg) {
      case AES -> cKeyLength <= 2 ? 16 + 8 * cKeyLength : -1;
      case SM4 -> cKeyLength == 0 ? 16 : -1;
      default -> -1;
    };
  }

  /** As {@link #keyBytes}, of both keys where there are two. */
  int allKeyBytes() {
    return cMode == XTS ? 2 * keyBytes() : keyBytes();
  }

  /** Bytes of the result of a hash job. */
  int macBytes() {
    return 4 * Words.bits(macKeyAlg, 0, 4);
  }

  int authKeyBytes() {
    return 4 * Words.bits(macKeyAlg, 5, 10);
  }

  /** a_alg. */
  int authAlgorithm() {
    return Words.bits(macKeyAlg, 11, 16);
  }
}
