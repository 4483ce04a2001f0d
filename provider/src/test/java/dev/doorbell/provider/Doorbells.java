package dev.doorbell.provider;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.util.List;
import java.util.Map;

/** Providers for tests: over a given queue, or over none. */
final class Doorbells {
  private Doorbells() {}

  /**
   * @param minBytes jobs below it stay in software
   */
  static DoorbellProvider over(TestQueue queue, long minBytes) {
    OffloadConfig config =
        OffloadConfig.of(
            Map.of(
                "doorbell.route.min.bytes",
                Long.toString(minBytes),
                "doorbell.provider.digests",
                "always"));
    return new DoorbellProvider(Offload.withEngines(config, List.of(queue)));
  }

  static DoorbellProvider withoutDevices() {
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.provider.digests", "always"));
    return new DoorbellProvider(Offload.withEngines(config, List.of()));
  }
}
