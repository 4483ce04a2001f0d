package dev.doorbell.examples;

import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.FaultKind;
import java.util.HashMap;
import java.util.Map;

/** The settings of the two parts: calm, and with the twin's faults. */
final class Storm {
  /**
   * Small pieces make many jobs of one file, and each job is a chance to lose the queue under it.
   */
  private static final int PIECE_BYTES = 32 << 10;

  /**
   * A generation that finished 32 jobs counts as sound; faults that come faster would have the
   * device barred, not rebound.
   */
  private static final long LEAST_DISTANCE = 3 * 48;

  /**
   * Half the default, so that a frozen queue costs its caller less; a freeze lasts long enough to
   * be noticed all the same.
   */
  private static final int DEADLINE_FLOOR_MS = 50;

  private static final int FREEZE_MS = 4 * DEADLINE_FLOOR_MS;
  private static final int AWAY_MS = 5;

  private Storm() {}

  static OffloadConfig calm(StoryOptions options) {
    return OffloadConfig.of(settings(options));
  }

  /**
   * @param fileBytes decides how rare the faults are: about one pass, if the file is large enough
   */
  static OffloadConfig storm(StoryOptions options, long fileBytes) {
    Map<String, String> settings = settings(options);
    settings.put("doorbell.twin.faults", faults(options, fileBytes));
    // Three hundred losses in a minute: outside of a demonstration such a device is better barred.
    settings.put("doorbell.rebind.losses", "1000000");
    return OffloadConfig.of(settings);
  }

  static String faults(StoryOptions options, long fileBytes) {
    // Each piece is compressed twice; records and encryption have twice the size, five times and a
    // bit.
    long jobsInOnePass = 5 * (fileBytes / PIECE_BYTES);
    long every =
        Math.clamp(
            jobsInOnePass * 2 / (3L * Math.max(1, options.evictions())), LEAST_DISTANCE, 1_000_000);
    return "reset:every="
        + every
        + ",unbind:every="
        + every
        + ":for="
        + FREEZE_MS
        + "ms,remove:every="
        + every
        + ":for="
        + AWAY_MS
        + "ms,seed="
        + options.seed();
  }

  private static Map<String, String> settings(StoryOptions options) {
    Map<String, String> settings = new HashMap<>();
    settings.put("doorbell.devices", options.devices());
    if (options.devices().equals("twin")) {
      // The twin is slower than the JDK, which computes for it; without this most jobs would
      // rightly stay in software.
      settings.put("doorbell.route.min.bytes", "0");
      settings.put("doorbell.codec.piece.bytes", String.valueOf(PIECE_BYTES));
      settings.put("doorbell.deadline.floor.ms", String.valueOf(DEADLINE_FLOOR_MS));
    }
    return settings;
  }

  static String inWords(FaultKind kind) {
    return switch (kind) {
      case RESET -> "queue reset";
      case UNBIND -> "queue frozen for " + FREEZE_MS + " ms (unbound and bound again)";
      case REMOVE -> "device removed for " + AWAY_MS + " ms";
      default -> kind.name();
    };
  }
}
