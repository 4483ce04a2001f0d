package dev.doorbell.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One algorithm of the provider, or one format of the codec, and where its work is done.
 *
 * @param type {@code Cipher}, {@code MessageDigest} and so on; {@code Deflater}, {@code Inflater},
 *     {@code zstd}
 * @param name the standard name, or the format
 * @param operation as counters and settings name it; empty where no queue could ever do it
 * @param devices those whose queues get it
 * @param fromBytes with HARDWARE: smaller jobs stay in software
 * @param code with SOFTWARE and NOT_OFFERED: why; null with HARDWARE
 * @param reason in words for people
 */
public record Offered(
    String type,
    String name,
    String operation,
    Where where,
    List<String> devices,
    long fromBytes,
    @Nullable FindingCode code,
    String reason) {
  /** Where the work is done. */
  public enum Where {
    HARDWARE,
    SOFTWARE,
    NOT_OFFERED
  }

  public Offered {
    devices = List.copyOf(devices);
  }
}
