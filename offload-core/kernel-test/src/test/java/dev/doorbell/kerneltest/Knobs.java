package dev.doorbell.kerneltest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One test device's files in debugfs: settings and counters by name. */
final class Knobs {
  private static final Path ROOT = Path.of("/sys/kernel/debug/doorbell");
  private static final Path BIND_ERRNO = Path.of("/sys/module/uacce/parameters/bind_errno");

  /** All that a test may have turned, with the value that means nothing. */
  private static final List<String> SETTINGS =
      List.of(
          "hold",
          "allow",
          "late_keep",
          "late_go",
          "open_errno",
          "ctx_errno",
          "info_errno",
          "start_errno",
          "mmap_errno",
          "fault_every",
          "delay_us",
          "spin",
          "next_lose",
          "next_duplicate",
          "next_reorder",
          "next_bad_phase",
          "next_bad_head",
          "next_bad_tag",
          "next_stale",
          "next_error",
          "next_corrupt",
          "reset",
          "remove");

  static final Knobs ZIP_V3 = new Knobs(0);
  static final Knobs SEC_V3 = new Knobs(1);
  static final Knobs ZIP_V2 = new Knobs(2);
  static final Knobs SEC_V2 = new Knobs(3);
  static final List<Knobs> ALL = List.of(ZIP_V3, SEC_V3, ZIP_V2, SEC_V2);

  private final int index;

  private Knobs(int index) {
    this.index = index;
  }

  /** All devices present and well behaved, as before the first test. */
  static void reset() {
    write(BIND_ERRNO, "0");
    for (Knobs device : ALL) {
      SETTINGS.forEach(name -> device.set(name, 0));
      write(device.file("isolated"), "N");
      device.awaitZero("late_pending");
    }
  }

  static void bindErrno(int errno) {
    write(BIND_ERRNO, Integer.toString(errno));
  }

  /** The framework's present name of it, e.g. {@code hisi_zip-0}. */
  String name() {
    return read("name");
  }

  Path node() {
    return Path.of("/dev", name());
  }

  Path sysfs() {
    return Path.of("/sys/class/uacce", name());
  }

  void set(String name, long value) {
    write(file(name), Long.toString(value));
  }

  void isolate() {
    write(file("isolated"), "Y");
  }

  long get(String name) {
    return Long.parseLong(read(name));
  }

  String read(String name) {
    try {
      return Files.readString(file(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitZero(String name) {
    if (get(name) != 0) {
      // Kept jobs whose process is gone or unbound: refused, and so used up.
      set("late_go", 1);
      await(name + " of device " + index + " is 0", () -> get(name) == 0);
      set("late_go", 0);
    }
  }

  private Path file(String name) {
    return ROOT.resolve(Integer.toString(index)).resolve(name);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for the kernel or the maintenance thread; a guest may be twenty times slower than its
   * host.
   */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 60 s: " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public String toString() {
    return index + " " + name();
  }
}
