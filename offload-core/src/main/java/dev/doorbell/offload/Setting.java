package dev.doorbell.offload;

/**
 * One row of the table of settings, in words for people: what docs/CONFIGURATION.md is made of.
 *
 * @param name the full name, as a system property or as a key in the file that {@code
 *     doorbell.config} names; {@code OPERATION} in it stands for each {@link
 *     dev.doorbell.offload.job.Operation}
 * @param byDefault what counts where it is not set
 * @param allowed the range, or the choices
 * @param unit of numbers; empty for others
 * @param effect one sentence
 */
public record Setting(String name, String byDefault, String allowed, String unit, String effect) {}
