package dev.doorbell.bench;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.job.CipherJob;
import dev.doorbell.offload.job.Direction;
import dev.doorbell.offload.job.Job;
import dev.doorbell.offload.job.KeyMaterial;
import dev.doorbell.offload.job.Operation;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;

/** One AES block in ECB, and a twin with one SEC2 device that runs it. */
final class SmallestJob {
  private static final int BLOCK_BYTES = 16;

  private final Job job =
      new CipherJob(
          Operation.AES_ECB,
          Direction.ENCRYPT,
          KeyMaterial.copyOf(new byte[BLOCK_BYTES]),
          new byte[0],
          MemorySegment.ofArray(new byte[BLOCK_BYTES]),
          MemorySegment.ofArray(new byte[BLOCK_BYTES]));

  SmallestJob() {}

  Job job() {
    return job;
  }

  /** How many jobs ran where. */
  record Share(long queue, long software) {}

  static Offload openTwin() throws InterruptedException {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices",
                    "twin",
                    "doorbell.twin.devices",
                    "hisi_sec2:3",
                    "doorbell.route.min.bytes",
                    "0")));
    if (!offload.awaitReady(Duration.ofSeconds(20))) {
      throw new IllegalStateException("twin not ready: " + offload.devices());
    }
    return offload;
  }

  static Share share(Offload offload) {
    long software = 0;
    long queue = 0;
    for (var row : offload.counters()) {
      if (row.engine().equals("software")) {
        software += row.jobs();
      } else {
        queue += row.jobs();
      }
    }
    return new Share(queue, software);
  }
}
