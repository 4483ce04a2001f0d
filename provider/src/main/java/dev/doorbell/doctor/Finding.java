package dev.doorbell.doctor;

/**
 * One thing that the doctor has to say.
 *
 * @param subject the device, place, setting or library that it is about
 * @param reason what is seen, in words for people
 * @param fix a command, or a sentence
 */
public record Finding(
    FindingCode code, Severity severity, String subject, String reason, String fix) {
  /** Whether it counts. */
  public enum Severity {
    /** The configuration asks for it, and it does not work. */
    PROBLEM,
    /** Good to know: nothing that was asked for fails because of it. */
    NOTE
  }
}
