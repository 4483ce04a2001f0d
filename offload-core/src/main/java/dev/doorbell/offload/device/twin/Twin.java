package dev.doorbell.offload.device.twin;

import dev.doorbell.offload.posix.LinuxCalls;
import dev.doorbell.offload.posix.SystemCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of software devices and the kernel that shows them. Give a driver {@link #systemCalls},
 * {@link #sysfsRoot} and {@link #deviceRoot} in place of the real ones; break things with {@link
 * #device}.
 *
 * <p>The doorbell is a polled 64-bit word of RAM, not a register: a store that follows before the
 * engine looks hides the one before. A driver that stores a submission doorbell last, always with
 * the newest tail, loses nothing by it.
 *
 * <p>The engines read and write the process's memory at the addresses in the descriptors, as a
 * device with SVA does. A descriptor with a wrong address ends the JVM.
 *
 * <p>Thread-safe. {@link #close} is for a twin whose users have closed their queues: it stops the
 * engines, whatever is in flight.
 */
public final class Twin implements AutoCloseable {
  private final TwinConfig config;
  private final SysfsTree sysfs = new SysfsTree();
  private final BitSet numbers = new BitSet();
  private final List<TwinDevice> devices = new ArrayList<>();
  private final TwinKernel kernel;
  private final Thread cleanup =
      Thread.ofPlatform().name("doorbell-twin-cleanup").unstarted(sysfs::deleteAtExit);
  private volatile boolean closed;

  private Twin(TwinConfig config) {
    this.config = config;
    LinuxCalls linux = new LinuxCalls();
    kernel = new TwinKernel(this, linux);
    Runtime.getRuntime().addShutdownHook(cleanup);
    for (TwinDeviceSpec spec : config.devices()) {
      devices.add(new TwinDevice(this, spec, linux));
    }
  }

  /**
   * Starts the devices of {@code config}.
   *
   * @throws IllegalStateException if the system refuses memory files or mappings
   * @throws java.io.UncheckedIOException if no temporary directory can be written
   */
  public static Twin start(TwinConfig config) {
    return new Twin(config);
  }

  /**
   * Starts a twin from text, see {@link TwinConfig#parse}.
   *
   * @throws IllegalArgumentException naming the bad item and what is allowed
   */
  public static Twin parse(String devices, String faults) {
    return start(TwinConfig.parse(devices, faults));
  }

  /** Stands in for {@code /sys/class/uacce}: one directory per device. */
  public Path sysfsRoot() {
    return sysfs.uacce;
  }

  /**
   * Stands in for {@code /dev}: one placeholder per device, to be opened through {@link
   * #systemCalls} only.
   */
  public Path deviceRoot() {
    return sysfs.dev;
  }

  /** The kernel's side. */
  @SuppressWarnings(
      "exports") // for the drivers inside this module, whose posix package nobody else should see
  public SystemCalls systemCalls() {
    return kernel;
  }

  /** All devices in the order of the configuration, also those that are removed at present. */
  public List<TwinDevice> devices() {
    return List.copyOf(devices);
  }

  /**
   * The present device of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TwinDevice device(String name) {
    for (TwinDevice device : devices) {
      if (device.isPresent() && device.name().equals(name)) {
        return device;
      }
    }
    throw new IllegalArgumentException(
        "name=" + name + ", allowed: " + devices.stream().map(TwinDevice::name).toList());
  }

  TwinConfig config() {
    return config;
  }

  SysfsTree sysfs() {
    return sysfs;
  }

  boolean isClosed() {
    return closed;
  }

  /** The device behind a path, or null. */
  @Nullable DeviceKernel deviceAt(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path file = absolute.getFileName();
    if (closed || file == null || !sysfs.dev.equals(absolute.getParent())) {
      return null;
    }
    String name = file.toString();
    return devices.stream()
        .filter(each -> each.isPresent() && each.name().equals(name))
        .findFirst()
        .map(TwinDevice::kernel)
        .orElse(null);
  }

  /**
   * The lowest free number from {@code least} on: one allocator for all devices, as in the kernel
   * (ref 1.2).
   */
  int takeNumber(int least) {
    synchronized (numbers) {
      int number = numbers.nextClearBit(least);
      numbers.set(number);
      return number;
    }
  }

  void giveNumber(int number) {
    synchronized (numbers) {
      numbers.clear(number);
    }
  }

  /**
   * Stops the engines, frees their memory and deletes the directories. Mappings that a driver still
   * holds stay readable.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    devices.forEach(TwinDevice::shutDown);
    sysfs.deleteAll();
    try {
      Runtime.getRuntime().removeShutdownHook(cleanup);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, or has run, and finds nothing left to delete.
    }
  }
}
