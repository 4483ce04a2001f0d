package dev.doorbell.offload.telemetry;

/**
 * What an instance has in force at this moment, each in one line of text.
 *
 * @param instance {@code shared}, or a number
 * @param devices what was found, with states and reasons
 * @param changed settings that differ from their defaults, as name=value
 * @param settings all settings, as name=value
 * @param off what stays in software, and why
 * @param warnings settings that could not be used
 */
public record ConfigurationReport(
    String instance,
    String version,
    String devices,
    String changed,
    String settings,
    String off,
    String warnings) {}
