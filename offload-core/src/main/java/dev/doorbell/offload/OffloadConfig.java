package dev.doorbell.offload;

import dev.doorbell.offload.job.Operation;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every setting, immutable, read once. Values come from system properties, then from the properties
 * file named by {@code doorbell.config}, then from the defaults. A value that cannot be used is
 * reported in {@link #warnings()} and the default takes its place: a typing error in a setting
 * stops no application.
 *
 * @param devices {@code doorbell.devices}: {@code auto} (what the kernel shows), {@code twin},
 *     {@code none}, or device names such as {@code hisi_zip-0}, separated by commas
 * @param routeMinBytes {@code doorbell.route.min.bytes}: jobs below it stay in software; −1: a
 *     default per algorithm; 0: all that a queue can do
 * @param routeMinBytesByOperation {@code doorbell.route.min.bytes.AES_GCM} and so on: the same for
 *     one operation
 * @param disabledOperations {@code doorbell.route.disable}: operations that never leave software
 * @param digests {@code doorbell.provider.digests}: {@code auto} offers digests and MACs where a
 *     device for them is to be seen, {@code always}, {@code never}
 * @param sysfsRoot {@code doorbell.sysfs}: where the kernel lists UACCE devices
 * @param deviceRoot {@code doorbell.dev}: where the device nodes are
 * @param moduleRoot {@code doorbell.modules}: where the kernel lists its modules
 * @param queuesPerType {@code doorbell.queues}: queues to take per device and direction, 1 to 64
 * @param deadlineFloorNs {@code doorbell.deadline.floor.ms}: no job is given up earlier, 1 to
 *     60,000 ms
 * @param deadlineCeilingNs {@code doorbell.deadline.ceiling.ms}: no job is given up later, floor to
 *     600,000 ms
 * @param rebindLosses {@code doorbell.rebind.losses}: losses of a device in some thirty minutes
 *     from which on it is barred for longer each time, 1 to 1,000,000
 * @param quarantineMaxBytes {@code doorbell.quarantine.max.bytes}: memory per device that abandoned
 *     jobs may hold before the device gets no more jobs
 * @param stagingMaxBytes {@code doorbell.staging.max.bytes}: memory that jobs in flight may use
 *     together
 * @param pieceBytes {@code doorbell.codec.piece.bytes}: how much of a stream goes into one
 *     compression job, 16 KiB to 4 MiB
 * @param codecLibrary {@code doorbell.codec.library}: {@code auto}, {@code jdk}, {@code isal} or
 *     {@code libdeflate}; who compresses what no queue takes
 * @param codecParallelism {@code doorbell.codec.parallelism}: pieces of one stream that are
 *     compressed at the same time, 1 to 256
 * @param codecInflateBytes {@code doorbell.codec.inflate.max.bytes}: the largest message,
 *     compressed or not, that is inflated in one job, 64 KiB to 1 GiB
 * @param verifyEvery {@code doorbell.verify}: {@code 1/N}: one of each N jobs of a queue is done
 *     again in software before its answer goes out, and the device is given up at the first
 *     difference; N from 1 to 1,000,000; 0 stands for {@code off}, the default
 * @param warmup {@code doorbell.warmup}: whether the first cipher of the process has the JDK's AES
 *     code compiled in the background, within 200 ms of processor time
 * @param softwareCrypto {@code doorbell.software.crypto}: {@code jdk}, {@code auto}, {@code accp}
 *     or {@code conscrypt}; whose AES/GCM serves processes without a device for it
 * @param twinDevices {@code doorbell.twin.devices}: the twin's devices as {@code driver:api}, by
 *     default {@code hisi_zip:3,hisi_sec2:3}
 * @param twinFaults {@code doorbell.twin.faults}: a fault plan as text, empty for none
 * @param warnings one line for each setting that could not be used
 */
public record OffloadConfig(
    List<String> devices,
    long routeMinBytes,
    Map<Operation, Long> routeMinBytesByOperation,
    Set<Operation> disabledOperations,
    String digests,
    Path sysfsRoot,
    Path deviceRoot,
    Path moduleRoot,
    int queuesPerType,
    long deadlineFloorNs,
    long deadlineCeilingNs,
    int rebindLosses,
    long quarantineMaxBytes,
    long stagingMaxBytes,
    int pieceBytes,
    String codecLibrary,
    int codecParallelism,
    int codecInflateBytes,
    int verifyEvery,
    boolean warmup,
    String softwareCrypto,
    String twinDevices,
    String twinFaults,
    List<String> warnings) {
  public OffloadConfig {
    devices = List.copyOf(devices);
    routeMinBytesByOperation = Map.copyOf(routeMinBytesByOperation);
    disabledOperations = Set.copyOf(disabledOperations);
    warnings = List.copyOf(warnings);
  }

  /** All defaults: what an application gets that sets nothing. */
  public static OffloadConfig defaults() {
    return from(name -> null);
  }

  /** The running JVM's system properties, over the file that {@code doorbell.config} names. */
  public static OffloadConfig fromSystem() {
    return fromSystem(Map.of());
  }

  /**
   * As {@link #fromSystem()}, for programs with a command line.
   *
   * @param stronger settings that go before system properties
   */
  public static OffloadConfig fromSystem(Map<String, String> stronger) {
    Properties settings = new Properties();
    for (String each : System.getProperties().stringPropertyNames()) {
      settings.setProperty(each, System.getProperty(each, ""));
    }
    settings.putAll(stronger);
    Properties file = new Properties();
    List<String> warnings = new ArrayList<>();
    String name = settings.getProperty(Settings.CONFIG.name());
    if (name != null) {
      try (Reader reader = Files.newBufferedReader(Path.of(name))) {
        file.load(reader);
      } catch (IOException | RuntimeException e) {
        warnings.add(
            Settings.CONFIG.name()
                + "="
                + name
                + " cannot be read ("
                + e
                + "); only system properties count");
      }
    }
    Set<String> names = new HashSet<>(file.stringPropertyNames());
    names.addAll(settings.stringPropertyNames());
    warnings.addAll(Settings.unknown(names));
    return new Parser(key -> settings.getProperty(key, file.getProperty(key)), warnings).parse();
  }

  /**
   * @param lookup a setting's text by its full name, or null where it is not set
   */
  @SuppressWarnings("exports") // JSpecify is for readers and checkers: nobody has to have it.
  public static OffloadConfig from(Function<String, @Nullable String> lookup) {
    return new Parser(lookup, new ArrayList<>()).parse();
  }

  /** Convenience for embedding and tests: full setting names with their texts. */
  public static OffloadConfig of(Map<String, String> settings) {
    return new Parser(settings::get, new ArrayList<>(Settings.unknown(settings.keySet()))).parse();
  }

  /** All settings there are, as docs/CONFIGURATION.md shows them. */
  public static List<Setting> settings() {
    return Settings.rows();
  }

  private record Parser(Function<String, @Nullable String> lookup, List<String> warnings) {
    OffloadConfig parse() {
      long floorMs = read(Settings.DEADLINE_FLOOR);
      return new OffloadConfig(
          read(Settings.DEVICES),
          read(Settings.MIN_BYTES),
          minBytesByOperation(),
          disabled(),
          read(Settings.DIGESTS),
          read(Settings.SYSFS),
          read(Settings.DEV),
          read(Settings.MODULES),
          read(Settings.QUEUES).intValue(),
          floorMs * 1_000_000,
          ceilingMs(floorMs) * 1_000_000,
          read(Settings.REBIND_LOSSES).intValue(),
          read(Settings.QUARANTINE_MAX),
          read(Settings.STAGING_MAX),
          read(Settings.PIECE).intValue(),
          read(Settings.CODEC_LIBRARY),
          read(Settings.CODEC_PARALLELISM).intValue(),
          read(Settings.CODEC_INFLATE).intValue(),
          read(Settings.VERIFY),
          read(Settings.WARMUP),
          read(Settings.SOFTWARE_CRYPTO),
          read(Settings.TWIN_DEVICES),
          read(Settings.TWIN_FAULTS),
          warnings);
    }

    private <T> T read(SettingKey<T> key) {
      return key.read(lookup, warnings);
    }

    private long ceilingMs(long floorMs) {
      SettingKey<Long> key = Settings.DEADLINE_CEILING;
      long ceilingMs = read(key);
      if (ceilingMs < floorMs && lookup.apply(key.name()) != null) {
        warnings.add(
            key.name() + "=" + ceilingMs + " is below the floor; using the floor, " + floorMs);
      }
      return Math.max(ceilingMs, floorMs);
    }

    private Map<Operation, Long> minBytesByOperation() {
      Map<Operation, Long> own = new EnumMap<>(Operation.class);
      for (Operation operation : Operation.values()) {
        long n = read(Settings.minBytesOf(operation));
        if (n >= 0) {
          own.put(operation, n);
        }
      }
      return own;
    }

    private Set<Operation> disabled() {
      Set<Operation> off = EnumSet.noneOf(Operation.class);
      for (String item : read(Settings.DISABLE)) {
        try {
          off.add(Operation.valueOf(item.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
          warnings.add(
              Settings.DISABLE.name()
                  + "="
                  + item
                  + ", allowed: "
                  + Arrays.toString(Operation.values())
                  + "; ignored");
        }
      }
      return off;
    }
  }
}
