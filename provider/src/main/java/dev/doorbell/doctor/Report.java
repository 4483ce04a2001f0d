package dev.doorbell.doctor;

import java.util.List;

/**
 * What the doctor saw: a snapshot.
 *
 * @param devices every device that is there; for an accelerator without one, its driver's name
 * @param offered every algorithm and format, in the service table's order
 * @param findings problems first
 */
public record Report(
    List<String> configuredDevices,
    List<DeviceLine> devices,
    List<Offered> offered,
    List<Finding> findings) {
  public Report {
    configuredDevices = List.copyOf(configuredDevices);
    devices = List.copyOf(devices);
    offered = List.copyOf(offered);
    findings = List.copyOf(findings);
  }

  /** What to do about an algorithm that is not on hardware for this reason. */
  String fix(FindingCode code) {
    return findings.stream()
        .filter(it -> it.code() == code)
        .map(Finding::fix)
        .findFirst()
        .orElseGet(() -> Fixes.of(code, "", ""));
  }

  /** Whether everything works that the configuration asks for. */
  public boolean healthy() {
    return findings.stream().noneMatch(it -> it.severity() == Finding.Severity.PROBLEM);
  }
}
