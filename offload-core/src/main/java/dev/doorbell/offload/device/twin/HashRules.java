package dev.doorbell.offload.device.twin;

/**
 * What a digest or HMAC job has to keep to (ref 4.7). A piece of a stream says what it is by ai_gen
 * (it goes on from a state) and auth_pad (there is more to come):
 *
 * <pre>
 *             ai_gen  auth_pad   length                      result
 *   single      0        0       any; 0 not on version 2     digest
 *   first       0        1       blocks, at least one        state
 *   middle      1        1       blocks, at least one        state
 *   last        1        0       any                         digest; total length is given, in bits
 * </pre>
 *
 * <p>Ours, where nothing is stated: an HMAC key of no words is refused; the total of a last piece
 * must be possible; a state always has its full size, whichever of the two counts of words that the
 * reference knows stands in the descriptor.
 */
final class HashRules {
  private HashRules() {}

  static boolean goesOn(SecRequest job) {
    return job.aiGen == 1;
  }

  static boolean isToBeContinued(SecRequest job) {
    return job.authPad == 1;
  }

  /** 0, or an error_type of {@link SecEngine}. */
  static int check(SecRequest job, HashAlgorithm algorithm, int api) {
    // Digests call themselves a stream on version 3, whatever they are (ref 4.3).
    boolean scene = api >= 3 ? job.scene == 7 : job.scene <= 1;
    if (!scene || job.de != 0 || hasCipherFields(job) || job.aiGen > 1 || job.authPad > 1) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean hmac = algorithm.isHmac(job.authAlgorithm());
    boolean piece = goesOn(job) || isToBeContinued(job);
    if (piece && job.sourceType != 0
        || !hmac && job.aKey != 0
        || !goesOn(job) && job.aIv != 0
        || !isLast(job) && job.longLength != 0) {
      return SecEngine.BAD_DESCRIPTOR;
    }
    boolean key =
        hmac
            ? job.authKeyBytes() > 0 && job.authKeyBytes() <= algorithm.blockBytes
            : job.authKeyBytes() == 0;
    if (!key || !resultSuits(job, algorithm, hmac) || !lengthSuits(job, algorithm, api)) {
      return SecEngine.BAD_LENGTH;
    }
    boolean addresses =
        (!hmac || ProcessMemory.plausible(job.aKey, job.authKeyBytes()))
            && (!goesOn(job) || ProcessMemory.plausible(job.aIv, algorithm.stateBytes))
            && ProcessMemory.plausible(job.mac, algorithm.stateBytes)
            && ProcessMemory.plausible(job.source, 1);
    return addresses ? 0 : SecEngine.BAD_ADDRESS;
  }

  private static boolean isLast(SecRequest job) {
    return goesOn(job) && !isToBeContinued(job);
  }

  private static boolean resultSuits(SecRequest job, HashAlgorithm algorithm, boolean hmac) {
    int bytes = job.macBytes();
    if (!isToBeContinued(job)) {
      return bytes > 0 && bytes <= algorithm.digestBytes;
    }
    return bytes == algorithm.stateBytes
        || bytes == (hmac ? algorithm.digestBytes : 0) && (hmac || algorithm != HashAlgorithm.SM3);
  }

  private static boolean lengthSuits(SecRequest job, HashAlgorithm algorithm, int api) {
    if (job.authLength > SecEngine.MAX_BYTES) {
      return false;
    }
    if (isToBeContinued(job)) {
      return job.authLength > 0 && job.authLength % algorithm.blockBytes == 0;
    }
    if (isLast(job)) {
      long before = job.longLength - 8L * job.authLength;
      return job.longLength > 0 && before > 0 && before % (8L * algorithm.blockBytes) == 0;
    }
    return job.authLength > 0 || api >= 3;
  }

  private static boolean hasCipherFields(SecRequest job) {
    return (job.cAlg
                | job.cMode
                | job.cWidth
                | job.cKeyLength
                | job.icvLength
                | job.ctrMode
                | job.seq
                | job.cipherLength
                | job.cipherOffset
                | job.authOffset
                | job.destinationType
                | job.stream)
            != 0
        || (job.cKey | job.cIv | job.destination) != 0;
  }
}
