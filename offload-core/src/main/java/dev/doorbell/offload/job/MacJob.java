package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * The keyed hash of one whole message (HMAC, RFC 2104). {@code Done} produces {@link
 * Operation#digestBytes()} bytes.
 *
 * @param operation one of the family MAC
 * @param key 0 to {@link #blockBytes} bytes: a longer key is hashed by the caller first, as RFC
 *     2104 section 3 says
 * @param input the message, may be empty
 * @param output at least {@link Operation#digestBytes()}
 */
public record MacJob(
    Operation operation, KeyMaterial key, MemorySegment input, MemorySegment output)
    implements Job {
  public MacJob {
    if (operation.family() != Operation.Family.MAC) {
      throw new IllegalArgumentException("operation=" + operation + ", allowed: the family MAC");
    }
    if (key.lengthBytes() > blockBytes(operation)) {
      throw new IllegalArgumentException(
          "key="
              + key.lengthBytes()
              + " bytes, allowed for "
              + operation
              + ": 0 to "
              + blockBytes(operation));
    }
    if (output.byteSize() < operation.digestBytes()) {
      throw new IllegalArgumentException(
          "output="
              + output.byteSize()
              + " bytes, allowed: "
              + operation.digestBytes()
              + " or more");
    }
  }

  /** The block of the hash function, in bytes: 128 for SHA-384 and larger, else 64. */
  public static int blockBytes(Operation operation) {
    return switch (operation) {
      case HMAC_SHA_384, HMAC_SHA_512, HMAC_SHA_512_224, HMAC_SHA_512_256 -> 128;
      default -> 64;
    };
  }

  @Override
  public String toString() {
    return "MacJob[" + operation + " " + input.byteSize() + " bytes]";
  }
}
