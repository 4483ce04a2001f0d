package dev.doorbell.offload.device.uacce;

import dev.doorbell.offload.device.Finding;
import dev.doorbell.offload.device.Finding.Reason;
import dev.doorbell.offload.device.Finding.Unusable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel's list of UACCE devices (uacce.md 1.2 to 1.4). Whatever an attribute holds, the
 * answer is a finding, never an exception.
 */
public final class UacceSysfs {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{1,9})");
  private static final Pattern API = Pattern.compile("hisi_qm_v(\\d{1,3})");
  private static final int FLAG_SVA = 1;

  /** No attribute of 1.3 is longer; a larger one is cut and then refused by its own rule. */
  private static final int MOST_ATTRIBUTE_BYTES = 4096;

  /** Rings of 1024 entries and a page are some 150 to 260 KB; anything above this is not a size. */
  private static final long MOST_REGION_BYTES = 1L << 30;

  private final Path classDirectory;
  private final Path deviceRoot;
  private final @Nullable Path moduleRoot;

  /**
   * Without a look at the drivers' modules.
   *
   * @param classDirectory normally /sys/class/uacce
   * @param deviceRoot normally /dev
   */
  public UacceSysfs(Path classDirectory, Path deviceRoot) {
    this(classDirectory, deviceRoot, null);
  }

  /**
   * @param moduleRoot normally /sys/module; null to see none
   */
  public UacceSysfs(Path classDirectory, Path deviceRoot, @Nullable Path moduleRoot) {
    this.classDirectory = classDirectory;
    this.deviceRoot = deviceRoot;
    this.moduleRoot = moduleRoot;
  }

  /**
   * A parameter that the driver's module was loaded with; empty where there is no such module, or
   * its parameter cannot be read.
   */
  public Optional<String> moduleParameter(String driver, String parameter) {
    if (moduleRoot == null) {
      return Optional.empty();
    }
    try {
      return attribute(moduleRoot.resolve(driver).resolve("parameters"), parameter);
    } catch (Refused unreadable) {
      return Optional.empty();
    }
  }

  /**
   * What a scan found: devices to use, nearest NUMA node first and then most free queues, and all
   * others with their reasons.
   */
  public record Scan(List<UacceDeviceInfo> usable, List<Unusable> unusable) {}

  /** Looks now. */
  public Scan scan() {
    List<UacceDeviceInfo> usable = new ArrayList<>();
    List<Unusable> unusable = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(classDirectory)) {
      for (Path entry : entries) {
        try {
          usable.add(read(entry));
        } catch (Refused refused) {
          unusable.add(refused.finding);
        }
      }
      if (usable.isEmpty() && unusable.isEmpty()) {
        unusable.add(
            new Unusable(
                classDirectory.toString(),
                Reason.NO_DEVICE_LISTED,
                "no device listed; are the drivers loaded with uacce_mode=1?"));
      }
    } catch (NoSuchFileException e) {
      unusable.add(
          new Unusable(
              classDirectory.toString(),
              Reason.NO_CLASS_DIRECTORY,
              "no such directory: kernel without UACCE, or no driver loaded"));
    } catch (IOException | RuntimeException e) {
      unusable.add(
          new Unusable(
              classDirectory.toString(), Reason.NO_CLASS_DIRECTORY, "cannot be listed: " + e));
    }
    usable.sort(
        Comparator.comparingInt(UacceDeviceInfo::numaNode)
            .thenComparing(UacceDeviceInfo::availableInstances, Comparator.reverseOrder()));
    return new Scan(usable, unusable);
  }

  /**
   * Whether the kernel has retired the device by now. A device without the attribute, or already
   * gone, is not.
   */
  public boolean isolated(String name) {
    try {
      return attribute(classDirectory.resolve(name), "isolate").filter("1"::equals).isPresent();
    } catch (Refused unreadable) {
      return false;
    }
  }

  /**
   * Queues of the device that nobody has at this moment; −1 where the kernel does not say, or the
   * device is gone.
   */
  public int freeQueues(String name) {
    return freeQueues(classDirectory.resolve(name));
  }

  private static int freeQueues(Path entry) {
    return signed(entry, "available_instances").orElse(-1L).intValue();
  }

  private UacceDeviceInfo read(Path entry) throws Refused {
    String name = String.valueOf(entry.getFileName());
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new Refused(
          name, Reason.BAD_ATTRIBUTE, "not a device name: <driver>-<number> expected");
    }
    if (attribute(entry, "isolate").filter("1"::equals).isPresent()) {
      throw new Refused(
          name,
          Reason.ISOLATED,
          "isolate=1: the kernel retired the device after too many hardware errors");
    }
    String api = required(entry, "api");
    Matcher version = API.matcher(api);
    if (!version.matches()) {
      throw new Refused(
          name, Reason.UNSUPPORTED_API, "api=" + shown(api) + ", supported: hisi_qm_v2 and later");
    }
    int apiVersion = Integer.parseInt(version.group(1));
    if (apiVersion < 2) {
      throw new Refused(
          name,
          Reason.UNSUPPORTED_API,
          "api=" + shown(api) + ": first hardware generation, supported: hisi_qm_v2 and later");
    }
    long flags = number(entry, "flags", Long.MAX_VALUE);
    if ((flags & FLAG_SVA) == 0) {
      throw new Refused(
          name,
          Reason.NO_SVA,
          "flags=" + flags + ": bit 0 (shared virtual addressing) is not set; is the IOMMU on?");
    }
    long mmio = number(entry, "region_mmio_size", MOST_REGION_BYTES);
    long dus = number(entry, "region_dus_size", MOST_REGION_BYTES);
    Set<String> algorithms = new LinkedHashSet<>();
    required(entry, "algorithms")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(algorithms::add);
    int free = freeQueues(entry);
    int node = (int) Math.max(0, signed(entry.resolve("device"), "numa_node").orElse(0L));
    Path file = deviceRoot.resolve(name);
    if (!Files.exists(file)) {
      throw new Refused(name, Reason.NO_NODE, file + " does not exist; is udev running?");
    }
    if (!Files.isReadable(file) || !Files.isWritable(file)) {
      throw new Refused(
          name,
          Reason.NO_PERMISSION,
          file
              + " ("
              + ownership(file)
              + ") is not readable and writable for user "
              + System.getProperty("user.name")
              + "; add a udev rule or group");
    }
    return new UacceDeviceInfo(
        name,
        parts.group(1),
        apiVersion,
        file.toString(),
        mmio,
        dus,
        Set.copyOf(algorithms),
        node,
        free);
  }

  /** As {@code ls} would show it, so that nobody has to look. */
  private static String ownership(Path file) {
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      return "owner "
          + attributes.owner().getName()
          + ", group "
          + attributes.group().getName()
          + ", "
          + PosixFilePermissions.toString(attributes.permissions());
    } catch (IOException | RuntimeException unknown) {
      return "owner unknown";
    }
  }

  private static Optional<String> attribute(Path directory, String attribute) throws Refused {
    try (InputStream in = Files.newInputStream(directory.resolve(attribute))) {
      return Optional.of(
          new String(in.readNBytes(MOST_ATTRIBUTE_BYTES), StandardCharsets.ISO_8859_1).strip());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new Refused(
          String.valueOf(directory.getFileName()),
          Reason.BAD_ATTRIBUTE,
          attribute + " cannot be read: " + e);
    }
  }

  private static String required(Path directory, String attribute) throws Refused {
    return attribute(directory, attribute)
        .orElseThrow(() ->
            new Refused(
                String.valueOf(directory.getFileName()),
                Reason.BAD_ATTRIBUTE,
                attribute + " is missing"));
  }

  private static long number(Path directory, String attribute, long most) throws Refused {
    String text = required(directory, attribute);
    try {
      long n = Long.parseLong(text);
      if (n >= 0 && n <= most) {
        return n;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, together with numbers out of range.
    }
    throw new Refused(
        String.valueOf(directory.getFileName()),
        Reason.BAD_ATTRIBUTE,
        attribute + "=" + shown(text) + ", allowed: 0 to " + most);
  }

  private static Optional<Long> signed(Path directory, String attribute) {
    try {
      return attribute(directory, attribute).map(Integer::parseInt).map(Long::valueOf);
    } catch (Refused | NumberFormatException unknown) {
      return Optional.empty();
    }
  }

  /** Attributes come from outside: never more of them in a message than helps. */
  private static String shown(String text) {
    String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Unusable finding;

    Refused(String name, Reason reason, String detail) {
      super(detail, null, false, false);
      finding = new Unusable(name, reason, detail);
    }
  }

  /** The findings of a scan in the driver-independent form. */
  public static List<Finding> unusable(Scan scan) {
    return List.copyOf(scan.unusable());
  }
}
