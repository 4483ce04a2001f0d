package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
          "isolate_threshold",
          "spin",
          "no_sva",
          "api",
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

  /** What a test reads, or turns by a method of its own. */
  private static final List<String> OTHERS =
      List.of(
          "name",
          "queues",
          "last_refusal",
          "evict",
          "errors",
          "pending",
          "bonds",
          "isolated",
          "in_use",
          "opens",
          "starts",
          "stops",
          "puts",
          "executed",
          "completions",
          "job_errors",
          "refused",
          "unmodelled",
          "faults",
          "iopf",
          "aborted",
          "late_executed",
          "late_refused",
          "late_pending",
          "dirty_slots",
          "bad_doorbells");

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

  /** Every file of the device's in debugfs must be known here, and be there. */
  void checkNames() throws IOException {
    Set<String> known = new TreeSet<>(SETTINGS);
    known.addAll(OTHERS);
    try (Stream<Path> files = Files.list(file("name").getParent())) {
      assertEquals(
          known,
          files
              .map(it -> it.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
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

  /** Takes the device away and registers it anew with {@code setting}, a knob that shows then. */
  void registerWith(String setting, long value) {
    set("remove", 1);
    set(setting, value);
    set("remove", 0);
  }

  /** Lets {@code errors} hardware errors per hour pass, as the administrator would. */
  void isolateAt(int errors) {
    write(sysfs().resolve("isolate_strategy"), Integer.toString(errors));
  }

  /** Disables one of the queues that are open, and leaves the others alone. */
  void evictOne() {
    read("queues")
        .lines()
        .findFirst()
        .ifPresent(line -> set("evict", Long.parseLong(line.replaceAll(" .*", ""))));
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
    for (int looks = 0; !condition.getAsBoolean(); looks++) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 60 s: " + what);
      }
      if (looks < 100) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Override
  public String toString() {
    return index + " " + name();
  }
}
