package dev.doorbell.offload.device.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What {@link Twin#start} needs.
 *
 * @param devices in the order in which they get their numbers
 * @param faults asked after every step
 * @param manual true: no threads; jobs move only by {@link TwinDevice#step()}
 * @param nanoClock the time by which delays and timed faults end
 */
public record TwinConfig(
    List<TwinDeviceSpec> devices, FaultPlan faults, boolean manual, LongSupplier nanoClock) {
  public TwinConfig {
    devices = List.copyOf(devices);
  }

  /** These devices with threads, the system's clock and no faults. */
  public static TwinConfig of(TwinDeviceSpec... devices) {
    return new TwinConfig(List.of(devices), FaultPlan.NONE, false, System::nanoTime);
  }

  /**
   * From text: devices as in {@link TwinDeviceSpec#parse} separated by commas, such as {@code
   * hisi_zip:3,hisi_sec2:3}, and a plan as in {@link FaultPlan#parse}.
   *
   * @throws IllegalArgumentException naming the bad item and what is allowed
   */
  public static TwinConfig parse(String devices, String faults) {
    List<TwinDeviceSpec> specs = new ArrayList<>();
    for (String device : devices.split(",")) {
      if (!device.isBlank()) {
        specs.add(TwinDeviceSpec.parse(device));
      }
    }
    return new TwinConfig(specs, FaultPlan.parse(faults), false, System::nanoTime);
  }

  public TwinConfig withFaults(FaultPlan plan) {
    return new TwinConfig(devices, plan, manual, nanoClock);
  }

  public TwinConfig withManualSteps() {
    return new TwinConfig(devices, faults, true, nanoClock);
  }

  public TwinConfig withClock(LongSupplier clock) {
    return new TwinConfig(devices, faults, manual, clock);
  }
}
