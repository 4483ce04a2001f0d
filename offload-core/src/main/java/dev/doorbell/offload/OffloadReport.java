package dev.doorbell.offload;

import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.job.Operation;
import dev.doorbell.offload.telemetry.ConfigurationReport;
import dev.doorbell.offload.telemetry.LatencyHistograms;
import dev.doorbell.offload.telemetry.Off;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes where and why, of one instance: for the start line, the MXBean and the flight recorder.
 *
 * @param missing telemetry that this JVM has not got
 */
record OffloadReport(Offload offload, List<Engine> queues, List<Off> missing) {

  /** What stays in software or is missing at this moment, most general first. */
  List<Off> off() {
    List<Off> off = new ArrayList<>();
    if (queues.isEmpty()) {
      off.add(
          new Off(
              "everything",
              "NO_DEVICE",
              "no usable device; doorbell.devices="
                  + String.join(",", offload.config().devices())));
    }
    for (DeviceReport device : offload.devices()) {
      if (!device.state().equals("ACTIVE")) {
        off.add(new Off(device.device(), device.state(), device.detail()));
      }
    }
    offload.config().disabledOperations().stream()
        .sorted()
        .map(it -> new Off(it.name(), "DISABLED", Settings.DISABLE.name() + " names it"))
        .forEach(off::add);
    if (!queues.isEmpty()) {
      Stream.of(Operation.values()).flatMap(this::unsupported).forEach(off::add);
    }
    off.addAll(missing);
    return off;
  }

  private Stream<Off> unsupported(Operation operation) {
    if (offload.config().disabledOperations().contains(operation)
        || queues.stream().anyMatch(it -> it.capability(operation) != null)) {
      return Stream.empty();
    }
    boolean claimed = offload.offerFrom(operation) != Long.MAX_VALUE;
    return Stream.of(
        new Off(
            operation.name(),
            claimed ? "KNOWN_ANSWER" : "UNSUPPORTED",
            claimed ? "a known answer was wrong" : "no device here does it"));
  }

  /**
   * What this JVM has not got. Without queues nobody asks for latencies, nor loads their library.
   */
  static List<Off> missing(boolean events, boolean bean, boolean queues) {
    List<Off> missing = new ArrayList<>();
    if (!events) {
      missing.add(new Off("events", "NO_MODULE", "this JVM has no module jdk.jfr"));
    }
    if (!bean) {
      missing.add(new Off("MXBean", "NO_MODULE", "this JVM has no module java.management"));
    }
    if (queues && !LatencyHistograms.isAvailable()) {
      missing.add(new Off("latencies", "NO_LIBRARY", "HdrHistogram is not there"));
    }
    return missing;
  }

  /** One line for the log. */
  String startLine() {
    List<Off> worthALine =
        off().stream()
            .filter(it -> !it.reason().equals("UNSUPPORTED") && !it.reason().equals("UNBOUND"))
            .toList();
    return "Doorbell "
        + Version.text()
        + "; doorbell.devices="
        + String.join(",", offload.config().devices())
        + "; devices: "
        + orNone(devices())
        + "; to queues: "
        + (queues.isEmpty() ? "nothing" : routes() + ", all else stays in software")
        + "; off: "
        + orNone(joined(worthALine.stream()));
  }

  private String devices() {
    return joined(
        offload.devices().stream()
            .map(it -> it.device() + " " + it.state() + " (" + it.detail() + ")"));
  }

  /** Operations with the same threshold on the same devices stand together. */
  private String routes() {
    Map<String, List<String>> byPlace = new LinkedHashMap<>();
    for (Operation operation : Operation.values()) {
      long from = offload.offerFrom(operation);
      if (from != Long.MAX_VALUE) {
        String place = "from " + from + " bytes on " + devicesFor(operation);
        byPlace.computeIfAbsent(place, _ -> new ArrayList<>()).add(operation.name());
      }
    }
    return joined(
        byPlace.entrySet().stream().map(it -> String.join(" ", it.getValue()) + " " + it.getKey()));
  }

  private String devicesFor(Operation operation) {
    return queues.stream()
        .filter(it -> it.capability(operation) != null)
        .map(Engine::name)
        .collect(Collectors.joining(" "));
  }

  ConfigurationReport configuration(String instance) {
    OffloadConfig config = offload.config();
    return new ConfigurationReport(
        instance,
        Version.text(),
        orNone(devices()),
        settings(SettingsInForce.changed(config)),
        settings(SettingsInForce.of(config)),
        joined(off().stream()),
        joined(config.warnings().stream()));
  }

  private static String settings(Map<String, String> texts) {
    return joined(texts.entrySet().stream());
  }

  private static String joined(Stream<?> items) {
    return items.map(Object::toString).collect(Collectors.joining("; "));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }
}
