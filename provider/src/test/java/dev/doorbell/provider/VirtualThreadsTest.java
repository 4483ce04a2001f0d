package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand virtual threads with a Cipher each, on the twin's queues, which are evicted. */
class VirtualThreadsTest {
  private static final int THREADS = 10_000;
  private static final long STAGING_BYTES = 8 << 20;

  /** What all threads hold at once, with room for what the collector has not looked at yet. */
  private static final long HEAP_BYTES = 1L << 30;

  @TempDir private Path folder;
  private final AtomicLong mostStaging = new AtomicLong();
  private final AtomicLong mostHeap = new AtomicLong();

  @Test
  void everyResultIsRightAndNoCarrierIsPinned() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    System.gc(); // What earlier tests of this JVM have left is not these threads'.
    // Whoever waits for another thread to load or initialise a class pins its carrier, once for
    // each class in a process: the JVM's own affair, done with before the recording. With a queue
    // lost every few jobs the classes that go on in software are among them.
    List<String> wrong;
    try (Offload offload = open("reset:every=60,seed=" + seed)) {
      wrong = new ArrayList<>(all(offload, new DoorbellProvider(offload), seed - 2000, 1000));
    }
    try (Offload offload =
        open("reset:every=150,unbind:every=700:for=300ms,remove:every=400:for=5ms,seed=" + seed)) {
      DoorbellProvider provider = new DoorbellProvider(offload);
      wrong.addAll(all(offload, provider, seed - 500, 500));
      Path file = folder.resolve("run.jfr");
      try (Recording recording = new Recording()) {
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
        wrong.addAll(all(offload, provider, seed, THREADS));
        recording.stop();
        recording.dump(file);
      }
      assertEquals(List.of(), wrong, () -> "seed=" + seed);
      assertEquals(List.of(), pinned(file));
      assertTrue(jobsOnQueues(offload) > 0, () -> offload.counters().toString());
      assertTrue(
          offload.devices().getFirst().evictions().values().stream().mapToLong(n -> n).sum() > 0,
          () -> offload.devices().toString());
      assertTrue(mostStaging.get() <= STAGING_BYTES, "staging=" + mostStaging);
      assertTrue(mostHeap.get() <= HEAP_BYTES, "heap=" + mostHeap);
    }
  }

  private static Offload open(String faults) throws InterruptedException {
    Offload offload =
        Offload.open(
            OffloadConfig.of(
                Map.of(
                    "doorbell.devices",
                    "twin",
                    "doorbell.twin.devices",
                    "hisi_sec2:3",
                    "doorbell.rebind.losses",
                    "1000000",
                    "doorbell.twin.faults",
                    faults,
                    "doorbell.staging.max.bytes",
                    Long.toString(STAGING_BYTES),
                    "doorbell.route.min.bytes",
                    "128")));
    assertTrue(offload.awaitReady(Duration.ofSeconds(20)), () -> "not ready: " + offload.devices());
    return offload;
  }

  private List<String> all(Offload offload, DoorbellProvider provider, long seed, int count)
      throws InterruptedException {
    List<Future<String>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        Random own = new Random(seed + i);
        results.add(threads.submit(() -> roundTrips(offload, provider, own, 2)));
      }
    }
    return results.stream().map(Future::resultNow).filter(line -> !line.isEmpty()).toList();
  }

  /** Returns what went wrong, or nothing. */
  private String roundTrips(Offload offload, DoorbellProvider provider, Random random, int rounds) {
    try {
      byte[] key = new byte[32];
      random.nextBytes(key);
      boolean gcm = random.nextBoolean();
      Cipher cipher =
          Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding", provider);
      Cipher oracle =
          Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding", "SunJCE");
      for (int round = 0; round < rounds; round++) {
        byte[] iv = new byte[gcm ? 12 : 16];
        random.nextBytes(iv);
        var parameters = gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv);
        byte[] message =
            new byte[random.nextInt(8) == 0 ? random.nextInt(30_000) : random.nextInt(600)];
        random.nextBytes(message);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
        byte[] sealed = cipher.doFinal(message);
        oracle.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
        if (!Arrays.equals(oracle.doFinal(message), sealed)) {
          return "gcm=" + gcm + " encrypting " + message.length + " bytes";
        }
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
        if (!Arrays.equals(message, cipher.doFinal(sealed))) {
          return "gcm=" + gcm + " decrypting " + message.length + " bytes";
        }
        mostStaging.accumulateAndGet(offload.stagingBytesInUse(), Math::max);
      }
      Runtime runtime = Runtime.getRuntime();
      mostHeap.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
      return "";
    } catch (Exception | InternalError e) {
      return e.toString();
    }
  }

  private static List<String> pinned(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .map(RecordedEvent::toString)
        .toList();
  }

  private static long jobsOnQueues(Offload offload) {
    return offload.counters().stream()
        .filter(row -> !row.engine().equals("software"))
        .mapToLong(row -> row.jobs())
        .sum();
  }
}
