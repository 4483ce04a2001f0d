package dev.doorbell.doctor;

import org.jspecify.annotations.Nullable;

/**
 * A device that is there, or a driver's name where none of its devices is.
 *
 * @param state as the binding says (ACTIVE while it is in use), UNUSABLE for what discovery
 *     refused, ABSENT where there is none, OFF where the configuration wants none
 * @param code why it is not in use; null while it is
 * @param detail in words for people
 */
public record DeviceLine(String name, String state, @Nullable FindingCode code, String detail) {
  /** Whether jobs go to it. */
  public boolean inUse() {
    return code == null;
  }
}
