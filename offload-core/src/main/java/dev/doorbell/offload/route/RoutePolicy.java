package dev.doorbell.offload.route;

import dev.doorbell.offload.job.Operation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the configuration says about routing.
 *
 * <p>The default thresholds are those below which software on the caller's core is expected to be
 * done before a queue's round trip is: some 10 µs for a device, at the rates that the software
 * engine reaches per core (AES 5 GB/s and more, SM4 0.1 GB/s, deflate 0.03 GB/s, inflate and zstd
 * 0.3 GB/s). They were not measured on an accelerator.
 */
public final class RoutePolicy {
  private final long[] minBytes = new long[Operation.values().length];
  private final boolean[] disabled = new boolean[Operation.values().length];

  /**
   * @param overrideMinBytes replaces every default where it is 0 or more; −1 keeps the defaults
   * @param minBytesByOperation stronger than the override
   * @param disabledOperations never leave software
   */
  public RoutePolicy(
      long overrideMinBytes,
      Map<Operation, Long> minBytesByOperation,
      Set<Operation> disabledOperations) {
    Map<Operation, Long> own = new EnumMap<>(Operation.class);
    own.putAll(minBytesByOperation);
    Set<Operation> off = EnumSet.noneOf(Operation.class);
    off.addAll(disabledOperations);
    for (Operation operation : Operation.values()) {
      long byDefault = overrideMinBytes >= 0 ? overrideMinBytes : defaultMinBytes(operation);
      minBytes[operation.ordinal()] = own.getOrDefault(operation, byDefault);
      disabled[operation.ordinal()] = off.contains(operation);
    }
  }

  private static long defaultMinBytes(Operation operation) {
    return switch (operation) {
      case AES_ECB, AES_CBC, AES_CTR, AES_GCM -> 64 << 10;
      case AES_CTS, AES_CFB, AES_OFB, AES_XTS, AES_CCM -> 16 << 10;
      case SM4_ECB, SM4_CBC, SM4_CTR, SM4_GCM, SM4_CCM -> 2 << 10;
      case SHA_1, SHA_224, SHA_256, HMAC_SHA_1, HMAC_SHA_224, HMAC_SHA_256 -> 32 << 10;
      case MD5, SHA_384, SHA_512, SHA_512_224, SHA_512_256, SM3 -> 16 << 10;
      case HMAC_MD5, HMAC_SHA_384, HMAC_SHA_512, HMAC_SHA_512_224, HMAC_SHA_512_256, HMAC_SM3 ->
          16 << 10;
      case DEFLATE_RAW, DEFLATE_ZLIB, DEFLATE_GZIP -> 4 << 10;
      case INFLATE_RAW, INFLATE_ZLIB, INFLATE_GZIP -> 16 << 10;
      case ZSTD_COMPRESS, ZSTD_DECOMPRESS -> 4 << 10;
      case LZ77_ZSTD -> 16 << 10;
    };
  }

  public long minBytes(Operation operation) {
    return minBytes[operation.ordinal()];
  }

  public boolean disabled(Operation operation) {
    return disabled[operation.ordinal()];
  }
}
