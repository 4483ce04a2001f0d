package dev.doorbell.codec;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.util.List;
import java.util.Map;

/**
 * The ways in which a stream may be done: by libraries, by the JDK alone, by several threads, by a
 * queue that is lost now and then.
 */
enum Engines {
  LIBRARIES {
    @Override
    Offload open() {
      return software("auto", 1);
    }
  },
  LIBRARIES_IN_PARALLEL {
    @Override
    Offload open() {
      return software("auto", 3);
    }
  },
  JDK {
    @Override
    Offload open() {
      return software("jdk", 1);
    }
  },
  JDK_IN_PARALLEL {
    @Override
    Offload open() {
      return software("jdk", 2);
    }
  },
  QUEUE_IN_A_STORM {
    @Override
    Offload open() {
      PretendQueue queue = new PretendQueue(1, 30);
      queue.library = "auto";
      queue.parallelism = 2;
      return queue.offload(0);
    }
  };

  abstract Offload open();

  private static Offload software(String library, int parallelism) {
    return Offload.withEngines(
        OffloadConfig.of(
            Map.of(
                "doorbell.devices",
                "none",
                "doorbell.codec.library",
                library,
                "doorbell.codec.parallelism",
                "" + parallelism)),
        List.of());
  }
}
