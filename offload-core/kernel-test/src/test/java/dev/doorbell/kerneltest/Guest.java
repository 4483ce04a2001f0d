package dev.doorbell.kerneltest;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.posix.LinuxCalls;
import dev.doorbell.offload.telemetry.JobCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tests share: production objects over the guest's kernel. */
final class Guest {
  static final LinuxCalls CALLS = new LinuxCalls();

  private Guest() {}

  /**
   * Everything that a queue can do goes to a queue; {@code more} are further settings, name and
   * value in turn.
   */
  static Offload offload(String devices, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("doorbell.devices", devices);
    settings.put("doorbell.route.min.bytes", "0");
    settings.put("doorbell.deadline.floor.ms", "5000");
    settings.put("doorbell.rebind.losses", "1000000");
    settings.put("doorbell.deadline.ceiling.ms", "30000");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Offload.open(OffloadConfig.of(settings));
  }

  /** As {@link #offload}, with every queue proven. */
  static Offload ready(String devices, String... more) throws InterruptedException {
    Offload offload = offload(devices, more);
    if (!offload.awaitReady(Duration.ofSeconds(60))) {
      String reports = offload.devices().toString();
      offload.close();
      throw new AssertionError(
          "not ready within 60 s: "
              + reports
              + ", refused: "
              + Knobs.ALL.stream().map(k -> k + " " + k.read("last_refusal")).toList());
    }
    return offload;
  }

  static DeviceReport report(Offload offload, Knobs device) {
    String name = device.name();
    return offload.devices().stream()
        .filter(report -> report.device().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Takes the devices and the framework out of the kernel; nothing may be open. */
  static void unloadModules() throws Exception {
    run("busybox", "rmmod", "doorbell_testdev");
    run("busybox", "rmmod", "uacce");
  }

  /** Puts them back, as the guest's init does. */
  static void loadModules() throws Exception {
    for (String module : List.of("uacce", "doorbell_testdev")) {
      run("busybox", "insmod", System.getProperty("doorbell.modules") + "/" + module + ".ko");
    }
  }

  private static void run(String... command) throws Exception {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new AssertionError(String.join(" ", command) + ": exit status " + status);
    }
  }

  /** Whether this kernel has SM4 for the device to compute with: Debian's has not. */
  static boolean hasSm4() {
    try {
      return Files.readString(Path.of("/proc/crypto")).contains("sm4-generic");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Jobs that {@code engine} has answered. */
  static long jobs(Offload offload, String engine) {
    return offload.counters().stream()
        .filter(row -> row.engine().equals(engine))
        .mapToLong(JobCounters.Row::jobs)
        .sum();
  }
}
