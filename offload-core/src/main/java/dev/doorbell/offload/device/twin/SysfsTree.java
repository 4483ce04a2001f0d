package dev.doorbell.offload.device.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real directory tree with the attributes of {@code /sys/class/uacce} (ref 1.3) and placeholders
 * for the nodes in {@code /dev}. Any thread. After {@link #deleteAll} nothing is written any more:
 * when a JVM ends, devices still come and go while its shutdown hook clears up.
 */
final class SysfsTree {
  private final Path root;
  final Path uacce;
  final Path dev;
  private final Path devices;
  private final Path scratch;
  private boolean deleted;

  SysfsTree() {
    try {
      root = Files.createTempDirectory("doorbell-twin-");
      uacce = Files.createDirectories(root.resolve("sys/class/uacce"));
      devices = Files.createDirectories(root.resolve("sys/devices"));
      dev = Files.createDirectories(root.resolve("dev"));
      scratch = Files.createDirectories(root.resolve("scratch"));
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for the twin", e);
    }
  }

  synchronized void add(String name, int minor, TwinDeviceSpec spec, long pageSize) {
    if (deleted) {
      return;
    }
    boolean zip = spec.driver().equals("hisi_zip");
    try {
      Path parent = Files.createDirectories(devices.resolve("pci-" + name));
      write(parent.resolve("numa_node"), spec.numaNode());
      write(parent.resolve("vendor"), "0x19e5");
      write(parent.resolve("device"), zip ? "0xa250" : "0xa255");
      write(
          parent.resolve("revision"), spec.api() == 1 ? "0x20" : spec.api() == 2 ? "0x21" : "0x30");
      Path attributes = Files.createDirectories(scratch.resolve(name));
      write(attributes.resolve("api"), "hisi_qm_v" + spec.api());
      write(attributes.resolve("flags"), spec.flags());
      write(attributes.resolve("available_instances"), spec.queues());
      write(attributes.resolve("algorithms"), String.join("\n", spec.algorithms()));
      write(attributes.resolve("region_mmio_size"), spec.mmioBytes(pageSize));
      write(attributes.resolve("region_dus_size"), spec.dusBytes(pageSize));
      write(attributes.resolve("isolate"), spec.isolated() ? 1 : 0);
      write(attributes.resolve("isolate_strategy"), 0);
      write(attributes.resolve("dev"), "240:" + minor);
      Files.createSymbolicLink(
          attributes.resolve("device"), Path.of("../../../devices/pci-" + name));
      write(dev.resolve(name), "");
      // Appears as a whole or not at all, as a directory of sysfs does.
      Files.move(attributes, uacce.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("twin device " + name, e);
    }
  }

  private static void write(Path file, Object value) throws IOException {
    Files.writeString(file, value + "\n");
  }

  /**
   * Replaces a value; readers see the old or the new one. Nothing happens if the device is gone.
   */
  void update(String name, String attribute, long value) {
    try {
      replace(name, attribute, value);
    } catch (IOException e) {
      throw new UncheckedIOException("twin attribute " + attribute + " of " + name, e);
    }
  }

  /**
   * As {@link #update} for a value that drivers only sort by: the kernel's sysfs needs no
   * descriptor to change one, so a process that has none left sees the old value and no failure.
   */
  void hint(String name, String attribute, long value) {
    try {
      replace(name, attribute, value);
    } catch (IOException staleThen) {
      return;
    }
  }

  private synchronized void replace(String name, String attribute, long value) throws IOException {
    if (deleted) {
      return;
    }
    Path fresh = scratch.resolve(name + "." + attribute);
    write(fresh, value);
    Path device = uacce.resolve(name);
    if (Files.isDirectory(device)) {
      Files.move(
          fresh,
          device.resolve(attribute),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  synchronized void remove(String name) {
    if (deleted) {
      return;
    }
    try {
      Files.deleteIfExists(dev.resolve(name));
      Path gone = scratch.resolve(name + ".gone");
      Files.move(uacce.resolve(name), gone, StandardCopyOption.ATOMIC_MOVE);
      deleteTree(gone);
      deleteTree(devices.resolve("pci-" + name));
    } catch (IOException e) {
      throw new UncheckedIOException("twin device " + name, e);
    }
  }

  synchronized void deleteAll() {
    deleted = true;
    try {
      deleteTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException("twin directory " + root, e);
    }
  }

  /** For a shutdown hook: what cannot be deleted stays, and is nobody's error. */
  void deleteAtExit() {
    try {
      deleteAll();
    } catch (UncheckedIOException e) {
      // An application's handler of uncaught errors may call System.exit, which waits for the hook.
      System.getLogger(SysfsTree.class.getName()).log(System.Logger.Level.DEBUG, "left behind", e);
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
