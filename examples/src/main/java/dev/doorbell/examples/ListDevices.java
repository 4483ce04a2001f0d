package dev.doorbell.examples;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.time.Duration;
import java.util.List;

/**
 * Lists every device that was found and why it is, or is not, usable. Settings are system
 * properties: {@code -Ddoorbell.devices=twin} in {@code JAVA_TOOL_OPTIONS} shows the twin's.
 */
public final class ListDevices {
  private ListDevices() {}

  public static void main(String[] args) throws InterruptedException {
    OffloadConfig config = OffloadConfig.fromSystem();
    try (Offload offload = Offload.open(config)) {
      offload.awaitReady(Duration.ofSeconds(5));
      List<DeviceReport> devices = offload.devices();
      if (devices.isEmpty()) {
        System.out.println(
            "no device (doorbell.devices="
                + String.join(",", config.devices())
                + "): everything runs in software");
      }
      devices.forEach(device ->
          System.out.println(device.device() + ": " + device.state() + ", " + device.detail()));
    }
  }
}
