package dev.doorbell.doctor;

import dev.doorbell.doctor.Finding.Severity;
import dev.doorbell.doctor.Silicon.Presence;
import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.OffloadConfig;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The devices: what discovery and the bindings say, and where there is nothing, why there is
 * nothing.
 */
final class DeviceExam {
  private final OffloadConfig config;
  private final Places places;
  private final List<DeviceReport> reports;
  private final List<DeviceLine> lines = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /** What keeps each function from the hardware; none while a device of it is in use. */
  private final Map<Function, FindingCode> obstacles = new EnumMap<>(Function.class);

  private DeviceExam(OffloadConfig config, Places places, List<DeviceReport> reports) {
    this.config = config;
    this.places = places;
    this.reports = reports;
  }

  /**
   * @param twinFailure why the twin that the configuration wants is not there; null where it is, or
   *     is not wanted
   */
  static DeviceExam of(
      OffloadConfig config,
      Places places,
      List<DeviceReport> reports,
      @Nullable String twinFailure) {
    DeviceExam exam = new DeviceExam(config, places, reports);
    if (twinFailure != null) {
      exam.nowhere(FindingCode.TWIN_FAILED, Severity.PROBLEM, "doorbell.devices", twinFailure);
    } else if (config.devices().contains("none")) {
      exam.nowhere(
          FindingCode.DEVICES_OFF,
          Severity.NOTE,
          "doorbell.devices",
          "doorbell.devices=none: everything runs in software, as configured");
    } else {
      exam.look();
    }
    return exam;
  }

  List<DeviceLine> lines() {
    return lines;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Why jobs of {@code function} stay in software; null while a device of it is in use. */
  @Nullable FindingCode obstacle(Function function) {
    return obstacles.get(function);
  }

  private boolean twin() {
    return config.devices().contains("twin");
  }

  private boolean auto() {
    return config.devices().contains("auto");
  }

  private void nowhere(FindingCode code, Severity severity, String subject, String reason) {
    for (Function function : Function.values()) {
      lines.add(new DeviceLine(function.driver(), "OFF", code, reason));
      obstacles.put(function, code);
    }
    find(code, severity, subject, reason, "");
  }

  private void look() {
    boolean used = reports.stream().anyMatch(report -> report.reason().isEmpty());
    for (Function function : Function.values()) {
      functionIsThere(function, used);
    }
    for (DeviceReport report : reports) {
      if (!isClassDirectory(report) && owner(report) == null) {
        add(report, Severity.NOTE, "");
      }
    }
    for (Function function : Function.values()) {
      if (lines.stream().noneMatch(line -> of(function, line))) {
        functionIsAbsent(function, used);
      }
    }
    // Behind what is true of the silicon: without any, drivers help nobody.
    DeviceReport place = classDirectory();
    if (place != null) {
      find(code(place.reason()), absence(used), place.device(), words(place), "");
    }
    if (!twin() && !auto()) {
      config.devices().forEach(this::namedIsThere);
    }
  }

  private static boolean of(Function function, DeviceLine line) {
    return function.owns(line.name()) || function.driver().equals(line.name());
  }

  private static @Nullable Function owner(DeviceReport report) {
    for (Function function : Function.values()) {
      if (function.owns(report.device()) || function.driver().equals(report.device())) {
        return function;
      }
    }
    return null;
  }

  private boolean isClassDirectory(DeviceReport report) {
    return report.device().equals(config.sysfsRoot().toString());
  }

  private @Nullable DeviceReport classDirectory() {
    return reports.stream().filter(this::isClassDirectory).findFirst().orElse(null);
  }

  /** Lines for the devices that the kernel lists, and for a driver that lists none. */
  private void functionIsThere(Function function, boolean used) {
    FindingCode worst = null;
    boolean works = false;
    for (DeviceReport report : reports) {
      if (function.owns(report.device())) {
        FindingCode code = add(report, severity(report), function.driver());
        works |= code == null;
        worst = worst == null || worst == FindingCode.NOT_CONFIGURED ? code : worst;
      } else if (report.device().equals(function.driver())) {
        worst = driverListsNothing(function, report, used);
      }
    }
    if (!works && worst != null) {
      obstacles.put(function, worst);
    }
  }

  private Severity severity(DeviceReport report) {
    boolean asked = twin() || auto() || config.devices().contains(report.device());
    return asked ? Severity.PROBLEM : Severity.NOTE;
  }

  private @Nullable FindingCode add(DeviceReport report, Severity severity, String driver) {
    FindingCode code = report.reason().isEmpty() ? null : code(report.reason());
    lines.add(new DeviceLine(report.device(), report.state(), code, report.detail()));
    if (code != null) {
      find(code, severity, report.device(), words(report), driver);
    }
    return code;
  }

  /** The detail without the name that it begins with where discovery refused the device. */
  private static String words(DeviceReport report) {
    String prefix = report.reason() + ": ";
    String detail = report.detail();
    String words = detail.startsWith(prefix) ? detail.substring(prefix.length()) : detail;
    return report.evictions().isEmpty() ? words : words + "; lost by " + report.evictions();
  }

  static FindingCode code(String reason) {
    return switch (reason) {
      // Neither can be seen from the doctor's own short-lived queues.
      case "RETIRED" -> FindingCode.KNOWN_ANSWER_FAILED;
      case "CLOSED" -> FindingCode.NOT_READY;
      default -> FindingCode.valueOf(reason);
    };
  }

  /** Where the silicon is there, a driver for user space that lists nothing had no SVA. */
  private FindingCode driverListsNothing(Function function, DeviceReport report, boolean used) {
    FindingCode code = code(report.reason());
    String words = words(report);
    if (code == FindingCode.NO_DEVICE_LISTED) {
      switch (Silicon.presence(places.pciDevices(), function)) {
        case PRESENT -> {
          code = FindingCode.NO_SVA;
          words =
              "the driver is loaded with uacce_mode=1 and the device is on the PCI bus, but the"
                  + " kernel could not switch on shared virtual addressing for it";
        }
        case ABSENT -> {
          code = FindingCode.NO_SILICON;
          words = "the driver is loaded, but no such device is on the PCI bus";
        }
        case UNKNOWN -> {}
      }
    }
    absent(function, code, words);
    find(code, absence(used), function.driver(), words, function.driver());
    return code;
  }

  private void functionIsAbsent(Function function, boolean used) {
    if (twin()) {
      String words = "doorbell.twin.devices=" + config.twinDevices() + " has none";
      absent(function, FindingCode.DEVICES_OFF, words);
      return;
    }
    DeviceReport place = classDirectory();
    FindingCode code = place == null ? FindingCode.NO_DEVICE_LISTED : code(place.reason());
    String words = place == null ? config.sysfsRoot() + " lists none" : words(place);
    if (code != FindingCode.NO_NATIVE_ACCESS) {
      boolean loaded = Files.isDirectory(config.moduleRoot().resolve(function.driver()));
      Presence presence = Silicon.presence(places.pciDevices(), function);
      if (presence == Presence.ABSENT) {
        code = FindingCode.NO_SILICON;
        words = "no such device is on the PCI bus";
      } else if (presence == Presence.PRESENT && !loaded) {
        code = FindingCode.DRIVER_NOT_LOADED;
        words = "the device is on the PCI bus, but its driver is not loaded";
      }
    }
    absent(function, code, words);
    // What is true of the whole directory has been said once.
    if (place == null || code != code(place.reason())) {
      find(code, absence(used), function.driver(), words, function.driver());
    }
  }

  private void absent(Function function, FindingCode code, String words) {
    lines.add(new DeviceLine(function.driver(), "ABSENT", code, words));
    obstacles.put(function, code);
  }

  /** What the kernel does not show, auto does not ask for, as long as it shows something. */
  private Severity absence(boolean used) {
    return used || !auto() ? Severity.NOTE : Severity.PROBLEM;
  }

  private void find(
      FindingCode code, Severity severity, String subject, String words, String driver) {
    findings.add(new Finding(code, severity, subject, words, Fixes.of(code, subject, driver)));
  }

  private void namedIsThere(String name) {
    if (reports.stream().noneMatch(report -> report.device().equals(name))) {
      find(
          FindingCode.NOT_FOUND,
          Severity.PROBLEM,
          name,
          "doorbell.devices names it, and " + config.sysfsRoot() + " does not list it",
          "");
    }
  }
}
