package dev.doorbell.offload;

import dev.doorbell.offload.binding.RebindPolicy;
import dev.doorbell.offload.job.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The table of all settings: names, defaults, ranges, effects. Nobody else spells a name. */
final class Settings {
  private static final String PREFIX = "doorbell.";

  static final SettingKey<String> CONFIG =
      SettingKey.text(
          "doorbell.config",
          "",
          "a path",
          "A properties file with settings; system properties are stronger.");

  static final SettingKey<List<String>> DEVICES =
      SettingKey.list(
          "doorbell.devices",
          "auto",
          "auto, none, twin, or names such as hisi_zip-0 with commas",
          "Which devices to use: what the kernel shows, none at all, the software twin, or those"
              + " named.");

  static final SettingKey<Path> SYSFS =
      path("doorbell.sysfs", "/sys/class/uacce", "Where the kernel lists UACCE devices.");

  static final SettingKey<Path> DEV = path("doorbell.dev", "/dev", "Where the devices' nodes are.");

  static final SettingKey<Path> MODULES =
      path(
          "doorbell.modules",
          "/sys/module",
          "Where the kernel lists its modules: how the drivers were loaded is read there.");

  static final SettingKey<Long> QUEUES =
      SettingKey.number(
          "doorbell.queues", 1, 1, 64, "queues", "Queues to take per device and direction.");

  static final SettingKey<Long> MIN_BYTES =
      SettingKey.number(
          "doorbell.route.min.bytes",
          -1,
          -1,
          Long.MAX_VALUE,
          "bytes",
          "Smaller jobs stay in software; -1: a default for each algorithm, 0: all that a queue can"
              + " do goes to one.");

  /** Read once for each operation, with its name in the place of the last part. */
  static final SettingKey<Long> MIN_BYTES_OF_OPERATION =
      SettingKey.number(
          "doorbell.route.min.bytes.OPERATION",
          -1,
          0,
          Long.MAX_VALUE,
          "bytes",
          "The same for one operation, such as AES_GCM; stronger than doorbell.route.min.bytes.");

  static final SettingKey<List<String>> DISABLE =
      SettingKey.list(
          "doorbell.route.disable",
          "",
          "names of operations, with commas",
          "Operations that never leave software.");

  static final SettingKey<String> DIGESTS =
      SettingKey.choice(
          "doorbell.provider.digests",
          "auto",
          List.of("auto", "always", "never"),
          "Whether the provider offers digests and MACs: where a device for them is to be seen when"
              + " it is made, always, or never.");

  static final SettingKey<Long> DEADLINE_FLOOR =
      SettingKey.number(
          "doorbell.deadline.floor.ms", 100, 1, 60_000, "ms", "No job is given up earlier.");

  static final SettingKey<Long> DEADLINE_CEILING =
      SettingKey.number(
          "doorbell.deadline.ceiling.ms",
          10_000,
          1,
          600_000,
          "ms",
          "No job is given up later; never below the floor.");

  static final SettingKey<Long> REBIND_LOSSES =
      SettingKey.number(
          "doorbell.rebind.losses",
          RebindPolicy.DEFAULT_TOLERATED_LOSSES,
          1,
          1_000_000,
          "losses",
          "A device that was lost more often than that in some thirty minutes is barred, each time"
              + " for twice as long, up to a minute.");

  static final SettingKey<Long> QUARANTINE_MAX =
      SettingKey.number(
          "doorbell.quarantine.max.bytes",
          64L << 20,
          1 << 20,
          1L << 40,
          "bytes",
          "Memory per device that abandoned jobs may hold before the device gets no more jobs.");

  static final SettingKey<Long> STAGING_MAX =
      SettingKey.number(
          "doorbell.staging.max.bytes",
          256L << 20,
          1 << 20,
          1L << 40,
          "bytes",
          "Memory that all jobs in flight may use together.");

  static final SettingKey<Long> PIECE =
      SettingKey.number(
          "doorbell.codec.piece.bytes",
          128 << 10,
          16 << 10,
          4 << 20,
          "bytes",
          "How much of a stream goes into one compression job.");

  static final SettingKey<String> CODEC_LIBRARY =
      SettingKey.choice(
          "doorbell.codec.library",
          "auto",
          List.of("auto", "jdk", "isal", "libdeflate"),
          "Which library compresses what no queue takes: the fastest for the level that the system"
              + " has, the JDK's zlib alone, or one of those two where it is there. libdeflate also"
              + " inflates whole zlib messages.");

  static final SettingKey<Long> CODEC_PARALLELISM =
      SettingKey.number(
          "doorbell.codec.parallelism",
          1,
          1,
          256,
          "pieces",
          "How many pieces of one stream are compressed at the same time; 1: on the caller's thread"
              + " alone. With queues at least as many as there are queues.");

  static final SettingKey<Long> CODEC_INFLATE =
      SettingKey.number(
          "doorbell.codec.inflate.max.bytes",
          8 << 20,
          64 << 10,
          1 << 30,
          "bytes",
          "The largest message, compressed or not, that is inflated in one job, its result kept on"
              + " the heap until it is handed out; longer ones stream in software.");

  private static final int MOST_VERIFY_EVERY = 1_000_000;

  /** 0 stands for off. */
  static final SettingKey<Integer> VERIFY =
      SettingKey.of(
          "doorbell.verify",
          0,
          "off",
          "off, 1/1 to 1/" + MOST_VERIFY_EVERY,
          "One of so many jobs of a queue is done again in software before its answer goes out; the"
              + " device is given up at the first difference.",
          Settings::everySoMany);

  static final SettingKey<Boolean> WARMUP =
      SettingKey.flag(
          "doorbell.warmup",
          true,
          "Whether the first cipher of the process has the JDK's AES code compiled in the"
              + " background, within 200 ms of processor time.");

  static final SettingKey<String> SOFTWARE_CRYPTO =
      SettingKey.choice(
          "doorbell.software.crypto",
          "jdk",
          List.of("jdk", "auto", "accp", "conscrypt"),
          "Whose AES/GCM serves processes without a device for it: SunJCE's, that of the fastest"
              + " library on the class path, Amazon Corretto Crypto Provider's, or Conscrypt's."
              + " Another library's exceptions are its own; what is not there is SunJCE's.");

  static final SettingKey<String> TWIN_DEVICES =
      SettingKey.text(
          "doorbell.twin.devices",
          "hisi_zip:3,hisi_sec2:3",
          "driver:api with commas",
          "The twin's devices, for doorbell.devices=twin.");

  static final SettingKey<String> TWIN_FAULTS =
      SettingKey.text(
          "doorbell.twin.faults", "", "a fault plan", "What the twin does wrong, and when.");

  private static final List<SettingKey<?>> KEYS =
      List.of(
          CONFIG,
          DEVICES,
          SYSFS,
          DEV,
          MODULES,
          QUEUES,
          MIN_BYTES,
          MIN_BYTES_OF_OPERATION,
          DISABLE,
          DIGESTS,
          DEADLINE_FLOOR,
          DEADLINE_CEILING,
          REBIND_LOSSES,
          QUARANTINE_MAX,
          STAGING_MAX,
          PIECE,
          CODEC_LIBRARY,
          CODEC_PARALLELISM,
          CODEC_INFLATE,
          VERIFY,
          WARMUP,
          SOFTWARE_CRYPTO,
          TWIN_DEVICES,
          TWIN_FAULTS);

  private Settings() {}

  static List<Setting> rows() {
    return KEYS.stream().<Setting>map(SettingKey::row).toList();
  }

  private static SettingKey<Path> path(String name, String byDefault, String effect) {
    return SettingKey.of(name, Path.of(byDefault), byDefault, "a path", effect, Path::of);
  }

  private static int everySoMany(String text) {
    if (text.equals("off")) {
      return 0;
    }
    if (!text.matches("1/[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(text);
    }
    int every = Integer.parseInt(text.substring(2));
    if (every > MOST_VERIFY_EVERY) {
      throw new IllegalArgumentException(text);
    }
    return every;
  }

  /** The row {@link #MIN_BYTES_OF_OPERATION} for one operation. */
  static SettingKey<Long> minBytesOf(Operation operation) {
    Setting pattern = MIN_BYTES_OF_OPERATION.row();
    return new SettingKey<>(
        new Setting(
            pattern.name().replace("OPERATION", operation.name()),
            pattern.byDefault(),
            pattern.allowed(),
            pattern.unit(),
            pattern.effect()),
        MIN_BYTES_OF_OPERATION.byDefault(),
        MIN_BYTES_OF_OPERATION.parse());
  }

  private static List<String> known() {
    return Stream.concat(
            KEYS.stream().filter(key -> key != MIN_BYTES_OF_OPERATION).map(SettingKey::name),
            Arrays.stream(Operation.values()).map(operation -> minBytesOf(operation).name()))
        .toList();
  }

  /** One line for each name that begins like a setting and is none, with the nearest known one. */
  static List<String> unknown(Collection<String> names) {
    List<String> known = known();
    List<String> lines = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        lines.add(name + " is not a setting; the nearest is " + nearest(name, known).orElseThrow());
      }
    }
    return lines;
  }

  private static Optional<String> nearest(String name, List<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** How many characters to insert, delete, replace, or swap with their neighbour. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int changed = 1 + Math.min(d[i - 1][j], d[i][j - 1]);
        d[i][j] = Math.min(changed, d[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
