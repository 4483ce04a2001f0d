package dev.doorbell.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettingsInForceTest {
  /** Every setting, none with its default. */
  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("doorbell.devices", "twin,hisi_zip-1"),
          Map.entry("doorbell.sysfs", "/a"),
          Map.entry("doorbell.dev", "/b"),
          Map.entry("doorbell.modules", "/c"),
          Map.entry("doorbell.queues", "3"),
          Map.entry("doorbell.route.min.bytes", "17"),
          Map.entry("doorbell.route.min.bytes.AES_GCM", "18"),
          Map.entry("doorbell.route.disable", "AES_ECB,SM3"),
          Map.entry("doorbell.provider.digests", "never"),
          Map.entry("doorbell.deadline.floor.ms", "101"),
          Map.entry("doorbell.deadline.ceiling.ms", "9999"),
          Map.entry("doorbell.rebind.losses", "44"),
          Map.entry("doorbell.quarantine.max.bytes", "2000000"),
          Map.entry("doorbell.staging.max.bytes", "3000000"),
          Map.entry("doorbell.codec.piece.bytes", "20000"),
          Map.entry("doorbell.codec.library", "jdk"),
          Map.entry("doorbell.codec.parallelism", "4"),
          Map.entry("doorbell.codec.inflate.max.bytes", "70000"),
          Map.entry("doorbell.verify", "1/7"),
          Map.entry("doorbell.warmup", "false"),
          Map.entry("doorbell.software.crypto", "auto"),
          Map.entry("doorbell.twin.devices", "hisi_zip:2"),
          Map.entry("doorbell.twin.faults", "reset:every=5"));

  @Test
  void everySettingComesBackAsItWasSet() {
    assertEquals(ALL, SettingsInForce.of(OffloadConfig.of(ALL)));
    assertEquals(ALL, SettingsInForce.changed(OffloadConfig.of(ALL)));
  }

  @Test
  void everyRowOfTheTableIsThere() {
    Set<String> names = new TreeSet<>();
    OffloadConfig.settings().forEach(row -> names.add(row.name()));
    names.remove("doorbell.config"); // Where the others come from, none of them.
    Set<String> known = new TreeSet<>(ALL.keySet());
    known.remove("doorbell.route.min.bytes.AES_GCM");
    known.add("doorbell.route.min.bytes.OPERATION");
    assertEquals(names, known);
  }

  @Test
  void theDefaultsAreThoseOfTheTable() {
    Map<String, String> table = new HashMap<>();
    OffloadConfig.settings().forEach(row -> table.put(row.name(), row.byDefault()));
    table.remove("doorbell.config");
    table.remove("doorbell.route.min.bytes.OPERATION");
    assertEquals(table, SettingsInForce.of(OffloadConfig.defaults()));
    assertEquals(Map.of(), SettingsInForce.changed(OffloadConfig.defaults()));
  }
}
