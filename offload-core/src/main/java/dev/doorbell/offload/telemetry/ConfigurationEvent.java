package dev.doorbell.offload.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;

@Name("dev.doorbell.Configuration")
@Label("Configuration")
@Description(
    "What is in force: at the start, and again at the beginning of each chunk of a" + " recording")
@Period("beginChunk")
final class ConfigurationEvent extends DoorbellEvent {
  private static final ConfigurationEvent PROBE =
      new ConfigurationEvent(new ConfigurationReport("", "", "", "", "", "", ""));

  @Label("Instance")
  @Description("shared, or the number of an instance that the application opened itself")
  String instance;

  @Label("Version")
  String version;

  @Label("Devices")
  @Description("Each device or place that was looked at, its state and why")
  String devices;

  @Label("Changed Settings")
  @Description("Settings that differ from their defaults")
  String changed;

  @Label("Settings")
  @Description("All settings in force")
  String settings;

  @Label("Off")
  @Description("What stays in software, and why")
  String off;

  @Label("Warnings")
  @Description("Settings that could not be used")
  String warnings;

  private ConfigurationEvent(ConfigurationReport report) {
    instance = report.instance();
    version = report.version();
    devices = report.devices();
    changed = report.changed();
    settings = report.settings();
    off = report.off();
    warnings = report.warnings();
  }

  static boolean isWanted() {
    return PROBE.isEnabled();
  }

  static void record(ConfigurationReport report) {
    new ConfigurationEvent(report).commit();
  }
}
