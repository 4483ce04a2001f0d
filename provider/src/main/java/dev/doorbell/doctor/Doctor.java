package dev.doorbell.doctor;

import dev.doorbell.offload.Ability;
import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the machine, the configuration and this JVM, and says where work would be done and why.
 * It opens an {@link Offload} of its own, takes queues like an application, asks each device for
 * all known answers, and gives everything back. It sees what any new process would see; what
 * happened to a process that runs already (which device it lost, and how often) only that process
 * can tell.
 */
public final class Doctor {
  /** How long devices may take to bind and to prove themselves. */
  private static final long PATIENCE_NS = 10_000_000_000L;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  /** From here on waiting changes nothing soon. */
  private static final Set<String> SETTLED = Set.of("ACTIVE", "QUARANTINED", "CLOSED", "UNUSABLE");

  private Doctor() {}

  /**
   * Examines what {@code config} asks for. Takes some milliseconds without a device, and at most
   * some seconds with one.
   *
   * @throws IllegalStateException without a software engine on the class path
   * @throws InterruptedException when the thread was interrupted while devices were binding
   */
  public static Report examine(OffloadConfig config, Places places) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NS;
    return examine(config, places, _ -> System.nanoTime() - end < 0);
  }

  /**
   * @param patience asked again and again, while devices may still change, whether to wait for them
   */
  static Report examine(OffloadConfig config, Places places, Predicate<List<DeviceReport>> patience)
      throws InterruptedException {
    String twinFailure = null;
    @Nullable Twin twin = null;
    if (config.devices().contains("twin")) {
      try {
        twin = Twin.parse(config.twinDevices(), config.twinFaults());
      } catch (RuntimeException | LinkageError e) {
        twinFailure = String.valueOf(e.getMessage());
      }
    }
    try (Offload offload = open(config, twin, twinFailure != null)) {
      settle(offload, patience);
      List<Ability> abilities = offload.prove();
      DeviceExam devices = DeviceExam.of(config, places, offload.devices(), twinFailure);
      OfferedTable offered = OfferedTable.of(offload, devices, abilities);
      List<Finding> findings = new ArrayList<>(devices.findings());
      findings.addAll(offered.found());
      findings.addAll(ApplicationExam.of(config, places, offload.software().libraries()));
      findings.sort(Comparator.comparing(Finding::severity));
      return new Report(config.devices(), devices.lines(), offered.rows(), findings);
    }
  }

  private static Offload open(OffloadConfig config, @Nullable Twin twin, boolean withoutDevices) {
    if (twin != null) {
      return Offload.open(config, twin);
    }
    return withoutDevices ? Offload.withEngines(config, List.of()) : Offload.open(config);
  }

  private static void settle(Offload offload, Predicate<List<DeviceReport>> patience)
      throws InterruptedException {
    List<DeviceReport> reports = offload.devices();
    while (reports.stream().anyMatch(Doctor::mayChange)
        && patience.test(reports)
        && !offload.awaitReady(LOOK_AGAIN)) {
      // Bindings that wait for their next attempt settle by themselves.
      reports = offload.devices();
    }
  }

  private static boolean mayChange(DeviceReport report) {
    return !SETTLED.contains(report.state());
  }
}
