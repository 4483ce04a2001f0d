package dev.doorbell.provider.hash;

import dev.doorbell.offload.job.MacJob;
import dev.doorbell.offload.job.Operation;

/** What a hash function is called: by the JCA as a digest and as an HMAC, and as jobs. */
public enum HashName {
  MD5("MD5", Operation.MD5, "HmacMD5", Operation.HMAC_MD5),
  SHA_1("SHA-1", Operation.SHA_1, "HmacSHA1", Operation.HMAC_SHA_1),
  SHA_224("SHA-224", Operation.SHA_224, "HmacSHA224", Operation.HMAC_SHA_224),
  SHA_256("SHA-256", Operation.SHA_256, "HmacSHA256", Operation.HMAC_SHA_256),
  SHA_384("SHA-384", Operation.SHA_384, "HmacSHA384", Operation.HMAC_SHA_384),
  SHA_512("SHA-512", Operation.SHA_512, "HmacSHA512", Operation.HMAC_SHA_512),
  SHA_512_224("SHA-512/224", Operation.SHA_512_224, "HmacSHA512/224", Operation.HMAC_SHA_512_224),
  SHA_512_256("SHA-512/256", Operation.SHA_512_256, "HmacSHA512/256", Operation.HMAC_SHA_512_256),
  SM3("SM3", Operation.SM3, "HmacSM3", Operation.HMAC_SM3);

  private final String digest;
  private final Operation digestJob;
  private final String mac;
  private final Operation macJob;

  HashName(String digest, Operation digestJob, String mac, Operation macJob) {
    this.digest = digest;
    this.digestJob = digestJob;
    this.mac = mac;
    this.macJob = macJob;
  }

  /** The name for {@link java.security.MessageDigest#getInstance(String)}. */
  public String digest() {
    return digest;
  }

  public Operation digestJob() {
    return digestJob;
  }

  /** The name for {@link javax.crypto.Mac#getInstance(String)}. */
  public String mac() {
    return mac;
  }

  public Operation macJob() {
    return macJob;
  }

  int blockBytes() {
    return MacJob.blockBytes(macJob);
  }
}
