package dev.doorbell.offload.job;

import java.lang.foreign.MemorySegment;

/**
 * The digest of one whole message. {@code Done} produces {@link Operation#digestBytes()} bytes.
 *
 * @param operation one of the family DIGEST
 * @param input the message, may be empty
 * @param output at least {@link Operation#digestBytes()}
 */
public record DigestJob(Operation operation, MemorySegment input, MemorySegment output)
    implements Job {
  public DigestJob {
    if (operation.family() != Operation.Family.DIGEST) {
      throw new IllegalArgumentException("operation=" + operation + ", allowed: the family DIGEST");
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

  @Override
  public String toString() {
    return "DigestJob[" + operation + " " + input.byteSize() + " bytes]";
  }
}
