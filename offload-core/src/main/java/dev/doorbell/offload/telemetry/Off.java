package dev.doorbell.offload.telemetry;

/**
 * Something that stays in software, or is missing, and why.
 *
 * @param what a device, a place where one could be, an operation, or {@code everything}
 * @param reason in one word, such as DISABLED
 * @param detail in words
 */
public record Off(String what, String reason, String detail) {
  @Override
  public String toString() {
    return what + ": " + reason + " (" + detail + ")";
  }
}
