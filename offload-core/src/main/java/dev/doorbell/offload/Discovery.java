package dev.doorbell.offload;

import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.Finding.Reason;
import dev.doorbell.offload.device.Finding.Unusable;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.posix.LinuxCalls;
import dev.doorbell.offload.posix.SystemCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks the drivers what is there and keeps what the configuration wants. Never throws: acceleration
 * is optional.
 */
final class Discovery {
  private Discovery() {}

  /**
   * Loaded only when a device was found: the linker needs native access, which an application
   * without devices need not grant.
   */
  private static final class Native {
    static final SystemCalls CALLS = new LinuxCalls();
  }

  /** What this machine's kernel shows. */
  static List<Finding> ofKernel(OffloadConfig config) {
    List<String> wanted = config.devices();
    boolean all = wanted.contains("auto");
    UacceSysfs sysfs = new UacceSysfs(config.sysfsRoot(), config.deviceRoot(), config.moduleRoot());
    return discover(() -> Native.CALLS, sysfs, config.sysfsRoot()).stream()
        .map(finding ->
            all || !(finding instanceof Finding.Usable) || wanted.contains(finding.name())
                ? finding
                : notConfigured(finding, wanted))
        .toList();
  }

  private static Finding notConfigured(Finding finding, List<String> wanted) {
    return new Unusable(
        finding.name(),
        Reason.NOT_CONFIGURED,
        "doorbell.devices=" + String.join(",", wanted) + " does not name it");
  }

  /** What {@code calls} and the two directories of a twin show. */
  static List<Finding> discover(Supplier<SystemCalls> calls, Path sysfsRoot, Path deviceRoot) {
    return discover(calls, new UacceSysfs(sysfsRoot, deviceRoot), sysfsRoot);
  }

  private static List<Finding> discover(
      Supplier<SystemCalls> calls, UacceSysfs sysfs, Path sysfsRoot) {
    try {
      return new HisiDriver(calls, sysfs).discover();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // IllegalCallerException without --enable-native-access, a libc without one of the calls,
      // or no native memory for their arguments.
      return List.of(
          new Unusable(
              sysfsRoot.toString(),
              Reason.NO_NATIVE_ACCESS,
              "devices are there, but native calls failed: " + e));
    }
  }
}
