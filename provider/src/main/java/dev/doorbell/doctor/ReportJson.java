package dev.doorbell.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report for machines. Names of fields and codes stay; words may change. */
final class ReportJson {
  private ReportJson() {}

  static Map<String, @Nullable Object> of(Report report, CommandLine.Command command, int status) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", status);
    json.put("java", System.getProperty("java.version"));
    json.put("configuredDevices", report.configuredDevices());
    json.put("devices", report.devices().stream().map(ReportJson::device).toList());
    if (command == CommandLine.Command.DOCTOR) {
      json.put("offered", report.offered().stream().map(row -> offered(report, row)).toList());
      json.put("findings", report.findings().stream().map(ReportJson::finding).toList());
    }
    return json;
  }

  private static Map<String, @Nullable Object> device(DeviceLine line) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", line.name());
    json.put("inUse", line.inUse());
    json.put("state", line.state());
    json.put("code", name(line.code()));
    json.put("detail", line.detail());
    return json;
  }

  private static Map<String, @Nullable Object> offered(Report report, Offered row) {
    FindingCode code = row.code();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", row.type());
    json.put("name", row.name());
    json.put("operation", row.operation());
    json.put("where", row.where().name());
    json.put("devices", List.copyOf(row.devices()));
    json.put("fromBytes", row.fromBytes());
    json.put("code", name(code));
    json.put("reason", row.reason());
    json.put("fix", code == null ? "" : report.fix(code));
    return json;
  }

  private static Map<String, @Nullable Object> finding(Finding finding) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("code", finding.code().name());
    json.put("severity", finding.severity().name());
    json.put("subject", finding.subject());
    json.put("reason", finding.reason());
    json.put("fix", finding.fix());
    return json;
  }

  private static @Nullable String name(@Nullable FindingCode code) {
    return code == null ? null : code.name();
  }
}
