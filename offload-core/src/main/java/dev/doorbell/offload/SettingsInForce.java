package dev.doorbell.offload;

import dev.doorbell.offload.job.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A configuration as text again: what one would have to set to get it. */
final class SettingsInForce {
  private static final long NS_PER_MS = 1_000_000;

  private SettingsInForce() {}

  /**
   * Every setting by its full name, in the order of the table. Thresholds of single operations only
   * where they were set.
   */
  static Map<String, String> of(OffloadConfig config) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Settings.DEVICES.name(), String.join(",", config.devices()));
    texts.put(Settings.SYSFS.name(), config.sysfsRoot().toString());
    texts.put(Settings.DEV.name(), config.deviceRoot().toString());
    texts.put(Settings.MODULES.name(), config.moduleRoot().toString());
    put(texts, Settings.QUEUES, config.queuesPerType());
    put(texts, Settings.MIN_BYTES, config.routeMinBytes());
    for (Operation operation : Operation.values()) {
      Long least = config.routeMinBytesByOperation().get(operation);
      if (least != null) {
        put(texts, Settings.minBytesOf(operation), least);
      }
    }
    texts.put(
        Settings.DISABLE.name(),
        config.disabledOperations().stream()
            .sorted()
            .map(Enum::name)
            .collect(Collectors.joining(",")));
    texts.put(Settings.DIGESTS.name(), config.digests());
    put(texts, Settings.DEADLINE_FLOOR, config.deadlineFloorNs() / NS_PER_MS);
    put(texts, Settings.DEADLINE_CEILING, config.deadlineCeilingNs() / NS_PER_MS);
    put(texts, Settings.REBIND_LOSSES, config.rebindLosses());
    put(texts, Settings.QUARANTINE_MAX, config.quarantineMaxBytes());
    put(texts, Settings.STAGING_MAX, config.stagingMaxBytes());
    put(texts, Settings.PIECE, config.pieceBytes());
    texts.put(Settings.CODEC_LIBRARY.name(), config.codecLibrary());
    put(texts, Settings.CODEC_PARALLELISM, config.codecParallelism());
    put(texts, Settings.CODEC_INFLATE, config.codecInflateBytes());
    texts.put(
        Settings.VERIFY.name(), config.verifyEvery() == 0 ? "off" : "1/" + config.verifyEvery());
    texts.put(Settings.WARMUP.name(), String.valueOf(config.warmup()));
    texts.put(Settings.SOFTWARE_CRYPTO.name(), config.softwareCrypto());
    texts.put(Settings.TWIN_DEVICES.name(), config.twinDevices());
    texts.put(Settings.TWIN_FAULTS.name(), config.twinFaults());
    return texts;
  }

  /** Those of {@link #of} that differ from their defaults. */
  static Map<String, String> changed(OffloadConfig config) {
    Map<String, String> texts = of(config);
    of(OffloadConfig.defaults()).forEach(texts::remove);
    return texts;
  }

  private static void put(Map<String, String> texts, SettingKey<Long> key, long value) {
    texts.put(key.name(), String.valueOf(value));
  }
}
