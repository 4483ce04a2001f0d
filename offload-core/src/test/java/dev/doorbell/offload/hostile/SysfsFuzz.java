package dev.doorbell.offload.hostile;

import dev.doorbell.offload.device.Device;
import dev.doorbell.offload.device.DeviceException;
import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.hisi.HisiDriver;
import dev.doorbell.offload.device.uacce.UacceDeviceInfo;
import dev.doorbell.offload.device.uacce.UacceSysfs;
import dev.doorbell.offload.posix.Errno;
import dev.doorbell.offload.posix.SystemCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class directory of the kernel's with anything in it. Looking never throws, every entry is a
 * finding, a usable one has numbers in their ranges, and a node that is gone when it is to be
 * opened is an exception of ours and nothing else.
 */
public final class SysfsFuzz {
  private static final List<String> NAMES =
      List.of(
          "hisi_zip-0", "hisi_sec2-1", "hisi_hpre-2", "-", "hisi_zip-99999999999", "x-1-2", "a");
  private static final List<String> ATTRIBUTES =
      List.of(
          "api",
          "flags",
          "region_mmio_size",
          "region_dus_size",
          "algorithms",
          "available_instances",
          "isolate",
          "device/numa_node");
  private static final List<String> SOUND =
      List.of(
          "hisi_qm_v3\n",
          "1\n",
          "65536\n",
          "155648\n",
          "zlib\ngzip\ndeflate\n",
          "64\n",
          "0\n",
          "0\n");
  private static final String[] TELLING = {
    "",
    "\n",
    "-1",
    "0",
    "99999999999999999999",
    "9223372036854775807",
    "hisi_qm_v0",
    "hisi_qm_v999",
    "\0\0\0",
    "0x10000",
    "1 1",
    "NaN",
    "\u0661",
    "1\n1\n"
  };

  private SysfsFuzz() {}

  /** For fuzzers. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      Path root = Files.createTempDirectory("doorbell-fuzz");
      try {
        run(root, new Script(data));
      } finally {
        delete(root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path root, Script script) throws IOException {
    Path listed = Files.createDirectory(root.resolve("class"));
    Path nodes = Files.createDirectory(root.resolve("dev"));
    int devices = script.below(4);
    for (int i = 0; i < devices; i++) {
      String name = NAMES.get(script.below(NAMES.size()));
      if (!Files.exists(listed.resolve(name), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        device(listed.resolve(name), nodes.resolve(name), script);
      }
    }
    UacceSysfs sysfs = new UacceSysfs(listed, nodes);
    UacceSysfs.Scan scan = sysfs.scan();
    long entries;
    try (Stream<Path> all = Files.list(listed)) {
      entries = all.count();
    }
    check(
        scan.usable().size() + scan.unusable().size() == Math.max(1, entries),
        "entries=" + entries + " but " + scan);
    for (UacceDeviceInfo info : scan.usable()) {
      check(info.apiVersion() >= 2, info.toString());
      check(info.mmioBytes() >= 0 && info.mmioBytes() <= 1 << 30, info.toString());
      check(info.dusBytes() >= 0 && info.dusBytes() <= 1 << 30, info.toString());
      sysfs.isolated(info.name());
    }
    scan.unusable()
        .forEach(no ->
            check(
                no.detail().length() < 400 && no.detail().chars().noneMatch(c -> c < ' '),
                "a message that carries too much: " + no));
    // Between the list and the open.
    for (Finding finding : new HisiDriver(GoneKernel::new, sysfs).discover()) {
      if (finding instanceof Finding.Usable usable) {
        Device device = usable.device();
        for (int type = 0; type < device.queueTypes(); type++) {
          try {
            device.open(type);
            check(false, "a queue of a device that is gone");
          } catch (DeviceException expected) {
            check(expected.errno() != 0, expected.toString());
          }
        }
        delete(listed);
        try {
          device.refresh();
          check(false, "a device that is gone was found again");
        } catch (DeviceException expected) {
          check(String.valueOf(expected.getMessage()).contains("not listed"), expected.toString());
        }
        check(!device.isolated(), "isolated, but gone");
      }
    }
  }

  private static void device(Path listed, Path node, Script script) throws IOException {
    if (script.below(8) == 0) {
      // As in sysfs, an entry is a link; this one leads to a device that went away after the list.
      Files.createSymbolicLink(listed, listed.resolveSibling("gone"));
      return;
    }
    Files.createDirectories(listed.resolve("device"));
    for (int i = 0; i < ATTRIBUTES.size(); i++) {
      Path attribute = listed.resolve(ATTRIBUTES.get(i));
      switch (script.below(32)) {
        case 0 -> {}
        case 1 -> Files.createDirectory(attribute);
        case 2 -> Files.write(attribute, new byte[8192]);
        case 3 -> Files.createSymbolicLink(attribute, attribute.resolveSibling("gone"));
        case 4, 5 -> Files.writeString(attribute, TELLING[script.below(TELLING.length)]);
        case 6 -> {
          byte[] garbage = new byte[script.below(40)];
          for (int b = 0; b < garbage.length; b++) {
            garbage[b] = (byte) script.next();
          }
          Files.write(attribute, garbage);
        }
        default -> Files.writeString(attribute, SOUND.get(i), StandardCharsets.ISO_8859_1);
      }
    }
    if (script.below(6) != 5) {
      Files.createFile(node);
    }
  }

  /** Every node has been removed since it was listed. */
  private static final class GoneKernel implements SystemCalls {
    @Override
    public int open(String path, int flags) {
      return -Errno.ENOENT;
    }

    @Override
    public int close(int fd) {
      throw new AssertionError("closed: " + fd);
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
      throw new AssertionError("ioctl on " + fd);
    }

    @Override
    public long mmap(int fd, long offset, long length) {
      throw new AssertionError("mmap on " + fd);
    }

    @Override
    public int munmap(long address, long length) {
      throw new AssertionError("munmap of " + address);
    }

    @Override
    public long pageSize() {
      return 4096;
    }

    @Override
    public int references(String path) {
      return 0;
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
