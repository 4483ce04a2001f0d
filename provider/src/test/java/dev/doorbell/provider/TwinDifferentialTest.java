package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The whole flow, from Cipher to the twin's engines and back, compared with the libraries' ciphers
 * call by call.
 */
class TwinDifferentialTest {
  private static final String[] BLOCK_MODES = {
    "AES/ECB/PKCS5Padding",
    "AES/CBC/PKCS5Padding",
    "AES/CBC/NoPadding",
    "AES/CTR/NoPadding",
    "SM4/CBC/PKCS5Padding",
    "SM4/CTR/NoPadding"
  };

  private static Offload open(String faults) throws InterruptedException {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices", "twin",
                    "doorbell.twin.devices", "hisi_sec2:3",
                    "doorbell.rebind.losses", "1000000",
                    "doorbell.twin.faults", faults,
                    // A busy machine is no fault.
                    "doorbell.deadline.floor.ms", "2000",
                    "doorbell.route.min.bytes", "0")));
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)), () -> "not ready: " + offload.devices());
    return offload;
  }

  private static void play(Offload offload, int messages) throws Exception {
    DoorbellProvider provider = new DoorbellProvider(offload);
    long seed = System.nanoTime();
    for (String transformation : BLOCK_MODES) {
      BlockModesGenerativeTest.run(transformation, seed, provider, messages);
    }
    GcmGenerativeTest.run("AES/GCM/NoPadding", seed, provider, 2 * messages);
  }

  private static long jobs(Offload offload, boolean onQueue) {
    return offload.counters().stream()
        .filter(row -> row.engine().equals("software") != onQueue)
        .mapToLong(row -> row.jobs())
        .sum();
  }

  @Test
  void healthyQueuesGiveTheLibrarysBytes() throws Exception {
    try (Offload offload = open("")) {
      play(offload, 60);
      assertTrue(jobs(offload, true) > 500, () -> offload.counters().toString());
      assertEquals(0, offload.stagingBytesInUse());
    }
  }

  @Test
  void resetsAndRemovalsAreNotSeen() throws Exception {
    try (Offload offload = open("reset:every=150,unbind:every=400:for=5ms,seed=3")) {
      play(offload, 60);
      assertTrue(jobs(offload, true) > 20, () -> offload.counters().toString());
      assertTrue(jobs(offload, false) > 0, () -> offload.counters().toString());
    }
  }
}
