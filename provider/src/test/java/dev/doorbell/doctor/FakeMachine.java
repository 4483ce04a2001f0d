package dev.doorbell.doctor;

import dev.doorbell.offload.DeviceReport;
import dev.doorbell.offload.OffloadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tree in place of /sys and /dev, in which one thing after the other can be made wrong. */
final class FakeMachine {
  private static final String PROVIDER = "dev.doorbell.provider.DoorbellProvider";

  final Path uacce;
  final Path modules;
  final Path dev;
  final Path pci;
  private final Map<String, String> settings = new HashMap<>();
  private List<String> providers = List.of(PROVIDER, "SUN");
  private boolean nativeAccess = true;
  private boolean agent = true;
  private @Nullable Predicate<List<DeviceReport>> patience;

  FakeMachine(Path root) throws IOException {
    uacce = Files.createDirectories(root.resolve("sys/class/uacce"));
    modules = Files.createDirectories(root.resolve("sys/module"));
    dev = Files.createDirectories(root.resolve("dev"));
    pci = Files.createDirectories(root.resolve("sys/bus/pci/devices"));
    with("doorbell.sysfs", uacce.toString());
    with("doorbell.modules", modules.toString());
    with("doorbell.dev", dev.toString());
  }

  FakeMachine with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  FakeMachine providers(String... names) {
    providers = List.of(names);
    return this;
  }

  FakeMachine withoutNativeAccess() {
    nativeAccess = false;
    return this;
  }

  FakeMachine withoutAgent() {
    agent = false;
    return this;
  }

  /** The twin in place of the tree, with these devices and faults. */
  FakeMachine twin(String devices, String faults) {
    return with("doorbell.devices", "twin")
        // A busy machine is no fault of the twin's.
        .with("doorbell.deadline.floor.ms", "10000")
        .with("doorbell.twin.devices", devices)
        .with("doorbell.twin.faults", faults);
  }

  /** A device that has nothing to say while the doctor looks. */
  FakeMachine silentTwin() {
    patience = _ -> false;
    return twin("hisi_zip:3", "lose:every=1").with("doorbell.deadline.floor.ms", "3000");
  }

  /**
   * Queues that are reset once; those that come next have nothing to say while the doctor looks.
   */
  FakeMachine lostTwin() {
    patience = reports -> reports.stream().allMatch(report -> report.evictions().isEmpty());
    return twin("hisi_zip:3", "reset:every=1:limit=1,lose:every=1")
        .with("doorbell.deadline.floor.ms", "3000");
  }

  /** A device as the kernel lists it, whose node is an ordinary file: no queue opens on it. */
  FakeMachine device(String name) throws IOException {
    Path folder = Files.createDirectory(uacce.resolve(name));
    set(name, "api", "hisi_qm_v3");
    set(name, "flags", "1");
    set(name, "available_instances", "63");
    set(name, "algorithms", "zlib\ngzip\ndeflate\ncipher\ndigest\naead");
    set(name, "region_mmio_size", "65536");
    set(name, "region_dus_size", "151552");
    set(name, "isolate", "0");
    Files.createDirectory(folder.resolve("device"));
    Files.createFile(dev.resolve(name));
    return this;
  }

  FakeMachine set(String device, String attribute, String value) throws IOException {
    Files.writeString(uacce.resolve(device).resolve(attribute), value + "\n");
    return this;
  }

  /** The driver's module, loaded. */
  FakeMachine module(String driver, String mode) throws IOException {
    Path parameters = Files.createDirectories(modules.resolve(driver).resolve("parameters"));
    Files.writeString(parameters.resolve("uacce_mode"), mode + "\n");
    return this;
  }

  /** The silicon, whatever the kernel makes of it. */
  FakeMachine silicon(String device) throws IOException {
    Path entry = Files.createDirectory(pci.resolve("0000:" + device));
    Files.writeString(entry.resolve("vendor"), "0x19e5\n");
    Files.writeString(entry.resolve("device"), device + "\n");
    return this;
  }

  Report examine() throws InterruptedException {
    OffloadConfig config = OffloadConfig.of(settings);
    Places places =
        new Places(
            pci, Path.of("java.security"), providers, "provider.jar", nativeAccess, false, agent);
    return patience == null
        ? Doctor.examine(config, places)
        : Doctor.examine(config, places, patience);
  }
}
