package dev.doorbell.doctor;

import dev.doorbell.doctor.Finding.Severity;
import dev.doorbell.doctor.Offered.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A report for people: what shares an answer shares a line, so that it fits one screen. */
final class ReportText {
  private static final int WIDTH = 100;

  private ReportText() {}

  static String of(Report report, int status) {
    StringBuilder out = new StringBuilder();
    out.append("Java ")
        .append(System.getProperty("java.version"))
        .append(" on ")
        .append(System.getProperty("os.name"))
        .append(' ')
        .append(System.getProperty("os.arch"))
        .append(", doorbell.devices=")
        .append(String.join(",", report.configuredDevices()))
        .append("\nDEVICES\n");
    for (DeviceLine line : report.devices()) {
      out.append(String.format("  %-12s %-11s %s%n", line.name(), line.state(), why(line)));
    }
    algorithms(report, out);
    findings(report, Severity.PROBLEM, "PROBLEMS", out);
    findings(report, Severity.NOTE, "NOTES", out);
    out.append("exit status ").append(status).append(": ");
    out.append(
        status == Commands.HEALTHY
            ? "all works that the configuration asks for\n"
            : "something that the configuration asks for does not work\n");
    return out.toString();
  }

  /** A line for each device, with all that there is to say of it. */
  static String devices(Report report) {
    StringBuilder out = new StringBuilder();
    for (DeviceLine line : report.devices()) {
      String detail = line.inUse() ? "" : " " + line.detail();
      out.append(String.format("%s %s %s%s%n", line.name(), line.state(), why(line), detail));
    }
    return out.toString();
  }

  /** A line for each problem that {@link #devices} does not name. */
  static String otherProblems(Report report) {
    return report.findings().stream()
        .filter(it -> it.severity() == Severity.PROBLEM)
        .filter(it -> report.devices().stream().noneMatch(line -> line.code() == it.code()))
        .map(it -> it.code() + " " + it.subject() + ": " + it.reason() + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String why(DeviceLine line) {
    return line.code() == null ? "in use" : line.code().name();
  }

  private static void algorithms(Report report, StringBuilder out) {
    Map<String, List<Offered>> groups = new LinkedHashMap<>();
    for (Where where : Where.values()) {
      for (Offered row : report.offered()) {
        if (row.where() == where) {
          groups.computeIfAbsent(heading(report, row), _ -> new ArrayList<>()).add(row);
        }
      }
    }
    out.append("ALGORITHMS\n");
    groups.forEach((heading, rows) -> {
      wrapped("  ", "  ", heading, out);
      wrapped("    ", "    ", names(rows), out);
    });
  }

  private static String heading(Report report, Offered row) {
    FindingCode code = row.code();
    if (code == null) {
      return "hardware: "
          + String.join(", ", row.devices())
          + ", jobs from "
          + row.fromBytes()
          + " bytes";
    }
    String where = row.where() == Where.SOFTWARE ? "software: " : "not offered: ";
    boolean explained = report.findings().stream().anyMatch(it -> it.code() == code);
    return where + code + (explained ? "" : " (" + report.fix(code) + ")");
  }

  /** AES/CBC, AES/CTR and so on as "AES CBC CTR"; what is no operation by its type. */
  private static String names(List<Offered> rows) {
    Map<String, Set<String>> families = new LinkedHashMap<>();
    for (Offered row : rows) {
      String operation = row.operation();
      int cut = operation.indexOf('_');
      String family =
          operation.isEmpty() ? row.type() : cut < 0 ? operation : operation.substring(0, cut);
      String member =
          operation.isEmpty() ? row.name() : cut < 0 ? "" : operation.substring(cut + 1);
      families.computeIfAbsent(family, _ -> new LinkedHashSet<>()).add(member);
    }
    return families.entrySet().stream()
        .map(each -> (each.getKey() + " " + String.join(" ", each.getValue())).strip())
        .collect(Collectors.joining("; "));
  }

  private static void findings(Report report, Severity severity, String title, StringBuilder out) {
    List<Finding> some =
        report.findings().stream().filter(it -> it.severity() == severity).toList();
    if (some.isEmpty()) {
      return;
    }
    out.append(title).append('\n');
    Map<String, List<Finding>> alike = new LinkedHashMap<>();
    for (Finding finding : some) {
      alike.computeIfAbsent(finding.code() + finding.reason(), _ -> new ArrayList<>()).add(finding);
    }
    for (List<Finding> group : alike.values()) {
      Finding first = group.getFirst();
      String subjects = group.stream().map(Finding::subject).collect(Collectors.joining(", "));
      wrapped("  ", "    ", first.code() + " " + subjects + ": " + first.reason(), out);
      // Names of devices apart, the same fault has the same fix.
      wrapped("    fix: ", "      ", first.fix(), out);
    }
  }

  private static void wrapped(String first, String next, String text, StringBuilder out) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(next);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.append(line).append('\n');
  }
}
