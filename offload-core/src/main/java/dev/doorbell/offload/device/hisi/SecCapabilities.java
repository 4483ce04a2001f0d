package dev.doorbell.offload.device.hisi;

import dev.doorbell.offload.engine.Capability;
import dev.doorbell.offload.job.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What a SEC2 function claims: by its version, and by the classes that its {@code algorithms}
 * attribute lists (uacce.md 1.3, 4.2). Single modes are not listed anywhere; known answers tell.
 */
final class SecCapabilities {
  /** A sealed message has its tag with it. */
  private static final long MOST_AEAD_BYTES = SecFrame.MOST_BYTES + 16;

  private SecCapabilities() {}

  static Map<Operation, Capability> of(int apiVersion, Set<String> algorithms) {
    Map<Operation, Capability> all = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      SecCipher cipher = SecCipher.of(operation);
      boolean has = cipher != null ? cipher.availableIn(apiVersion) : SecHash.code(operation) >= 0;
      if (has && algorithms.contains(listedAs(operation))) {
        all.put(operation, capability(operation, apiVersion));
      }
    }
    return all;
  }

  private static String listedAs(Operation operation) {
    return switch (operation.family()) {
      case AEAD -> "aead";
      case DIGEST, MAC -> "digest";
      default -> "cipher";
    };
  }

  private static Capability capability(Operation operation, int apiVersion) {
    return switch (operation.family()) {
      case AEAD -> new Capability(operation, apiVersion > 2 ? 0 : 1, MOST_AEAD_BYTES);
      case DIGEST, MAC ->
          new Capability(operation, SecHashJobs.leastBytes(apiVersion), SecFrame.MOST_BYTES);
      default -> new Capability(operation, 1, SecFrame.MOST_BYTES);
    };
  }
}
