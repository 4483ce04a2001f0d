package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.security.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of calls over every transformation, digest and MAC, against SunJCE and SUN, or
 * Bouncy Castle where those have none: in software, on queues that fail at random, and on a twin
 * that is reset all the time. {@code -Ddoorbell.test.sequences=N} says how many, {@code
 * -Ddoorbell.test.seed=S} repeats those of one run.
 */
class SequencesTest {
  private static final int SEQUENCES = Integer.getInteger("doorbell.test.sequences", 2000);
  private static final long SEED = Long.getLong("doorbell.test.seed", System.nanoTime());

  private static final String[] TRANSFORMATIONS = {
    "AES/ECB/NoPadding",
    "AES/ECB/PKCS5Padding",
    "AES/ECB/ISO10126Padding",
    "AES/CBC/NoPadding",
    "AES/CBC/PKCS5Padding",
    "AES/CBC/PKCS7Padding",
    "AES/CBC/ISO10126Padding",
    "AES/CTR/NoPadding",
    "AES/CTS/NoPadding",
    "AES/CFB/NoPadding",
    "AES/CFB/PKCS5Padding",
    "AES/CFB8/NoPadding",
    "AES/CFB64/PKCS5Padding",
    "AES/CFB128/NoPadding",
    "AES/OFB/NoPadding",
    "AES/OFB/PKCS5Padding",
    "AES/OFB40/NoPadding",
    "AES/PCBC/PKCS5Padding",
    "AES/GCM/NoPadding",
    "AES/GCM/NoPadding",
    "AES/CCM/NoPadding",
    "AES_128/CBC/NoPadding",
    "AES_192/GCM/NoPadding",
    "AES_256/ECB/NoPadding",
    "AES_128/OFB/NoPadding",
    "AES_256/CFB/NoPadding",
    "SM4/ECB/NoPadding",
    "SM4/ECB/PKCS5Padding",
    "SM4/CBC/NoPadding",
    "SM4/CBC/PKCS7Padding",
    "SM4/CTR/NoPadding",
    "SM4/GCM/NoPadding",
    "SM4/CCM/NoPadding"
  };

  private static final List<Provider> PROVIDERS = new ArrayList<>();
  private static Offload twin;

  @BeforeAll
  static void open() throws InterruptedException {
    twin =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices", "twin",
                    "doorbell.twin.devices", "hisi_sec2:3",
                    "doorbell.rebind.losses", "1000000",
                    "doorbell.twin.faults", "reset:every=200,unbind:every=700:for=5ms,seed=" + SEED,
                    "doorbell.route.min.bytes", "16",
                    "doorbell.provider.digests", "always")));
    assertTrue(twin.awaitReady(Duration.ofSeconds(20)), () -> "not ready: " + twin.devices());
    PROVIDERS.add(new DoorbellProvider(twin));
    PROVIDERS.add(Doorbells.withoutDevices());
    PROVIDERS.add(Doorbells.over(TestQueue.steady(), 0));
    PROVIDERS.add(Doorbells.over(TestQueue.failing(SEED), 1));
    PROVIDERS.add(Doorbells.over(TestQueue.failing(SEED + 1), 100));
  }

  @AfterAll
  static void close() {
    twin.close();
    PROVIDERS.clear();
  }

  private static Provider provider(SplittableRandom seeds) {
    return PROVIDERS.get(seeds.nextInt(PROVIDERS.size()));
  }

  @Test
  void ciphersAreSeenToDoWhatTheLibrarysDo() throws Exception {
    System.out.println("doorbell.test.seed=" + SEED);
    SplittableRandom seeds = new SplittableRandom(SEED);
    for (int i = 0; i < SEQUENCES; i++) {
      String transformation = TRANSFORMATIONS[seeds.nextInt(TRANSFORMATIONS.length)];
      new CipherSequence(transformation, seeds.nextLong(), provider(seeds)).run();
    }
  }

  @Test
  void digestsAndMacsAreSeenToDoWhatTheLibrarysDo() throws Exception {
    System.out.println("doorbell.test.seed=" + SEED);
    SplittableRandom seeds = new SplittableRandom(SEED);
    for (int i = 0; i < SEQUENCES; i++) {
      new HashSequence(seeds.nextLong(), provider(seeds)).run();
    }
  }
}
