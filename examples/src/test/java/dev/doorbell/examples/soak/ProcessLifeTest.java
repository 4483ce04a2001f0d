package dev.doorbell.examples.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.device.twin.Twin;
import dev.doorbell.provider.DoorbellProvider;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The beginning and the end of processes and of their parts, with jobs in flight. */
class ProcessLifeTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path folder;

  private static Offload open() throws InterruptedException {
    Offload offload =
        Offload.open(OffloadConfig.of(SoakTest.SETTINGS), Twin.parse("hisi_zip:3,hisi_sec2:3", ""));
    offload.awaitReady(Duration.ofSeconds(20));
    return offload;
  }

  private static void assertClean(int exitCode, ChildJvm.End end) {
    assertEquals(exitCode, end.exitCode(), end.output());
    assertFalse(end.output().contains("crashed"), end.output());
    assertFalse(end.output().contains("wrong bytes"), end.output());
    assertFalse(end.output().contains("Exception"), end.output());
  }

  @Test
  void theJvmShutsDownWithJobsInFlight() throws Exception {
    assertClean(0, ChildJvm.run(folder, "", List.of(), LifeMain.class.getName(), "shutdown"));
  }

  @Test
  void theJvmEndsWithMainWhileDaemonsHaveJobsInFlight() throws Exception {
    assertClean(0, ChildJvm.run(folder, "", List.of(), LifeMain.class.getName(), "end-of-main"));
  }

  @Test
  void aWorkerMayEndTheJvm() throws Exception {
    assertClean(
        LifeMain.WORKERS_EXIT_CODE,
        ChildJvm.run(folder, "", List.of(), LifeMain.class.getName(), "exit-in-worker"));
  }

  @Test
  void everythingGoesOnWithoutFileDescriptors() throws Exception {
    ChildJvm.End end =
        ChildJvm.run(
            folder, "ulimit -n 200", List.of(), LifeMain.class.getName(), "no-descriptors");
    assertEquals(0, end.exitCode(), end.output());
    assertTrue(end.output().contains("took ") && end.output().contains("fine"), end.output());
  }

  @Test
  void everythingGoesOnWithoutNativeMemory() throws Exception {
    for (String limit : List.of("4k", "1m")) {
      ChildJvm.End end =
          ChildJvm.run(
              folder,
              "",
              List.of("-XX:MaxDirectMemorySize=" + limit),
              LifeMain.class.getName(),
              "little-native-memory");
      assertEquals(0, end.exitCode(), limit + "\n" + end.output());
      assertTrue(end.output().contains("fine"), limit + "\n" + end.output());
    }
  }

  @Test
  void aContainerMayDropTheClassLoader() throws Exception {
    // Records' equals leaves a soft reference to their types in the JDK; nothing stronger may
    // exist.
    ChildJvm.End end =
        ChildJvm.run(
            folder,
            "",
            List.of("-Xmx128m", "-XX:SoftRefLRUPolicyMSPerMB=0"),
            ContainerApp.class.getName());
    assertEquals(0, end.exitCode(), end.output());
  }

  @Test
  void closingDuringSubmissionsFailsNobody() throws Exception {
    Corpus corpus = new Corpus(2);
    for (int i = 0; i < 5; i++) {
      Offload offload = open();
      AtomicReference<Workload.Result> result = new AtomicReference<>();
      Thread users =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  result.set(Workload.run(offload, corpus, 600, 20 * SECOND, 8, 16, 5));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      offload.close();
      users.join();
      assertNull(result.get().firstFailure());
      assertEquals(0, result.get().wrong() + result.get().hung());
      assertEquals(0, offload.stagingBytesInUse());
    }
  }

  @Test
  void closingTwiceOrFromTwoThreadsIsClosingOnce() throws Exception {
    Offload offload = open();
    List<Thread> closers = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < 4; i++) {
      closers.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> failure.set(e))
              .start(offload::close));
    }
    for (Thread closer : closers) {
      closer.join();
    }
    offload.close();
    assertNull(failure.get());
    Workload.Result after = Workload.run(offload, new Corpus(3), 200, 20 * SECOND, 2, 2, 1);
    assertNull(after.firstFailure());
    assertEquals(0, after.wrong() + after.failed(), "software goes on");
  }

  @Test
  void aProviderThatIsRemovedFinishesWhatItBegan() throws Exception {
    try (Offload offload = open()) {
      Security.insertProviderAt(new DoorbellProvider(offload), 1);
      SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
      byte[] plain = new byte[5000];
      try {
        Cipher begun = Cipher.getInstance("AES/GCM/NoPadding");
        assertEquals(DoorbellProvider.NAME, begun.getProvider().getName());
        begun.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        byte[] first = begun.update(plain, 0, 1000);
        Security.removeProvider(DoorbellProvider.NAME);
        byte[] rest = begun.doFinal(plain, 1000, 4000);
        Cipher next = Cipher.getInstance("AES/GCM/NoPadding");
        assertFalse(next.getProvider() instanceof DoorbellProvider);
        next.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        int length = first == null ? 0 : first.length;
        byte[] sealed = new byte[length + rest.length];
        if (first != null) {
          System.arraycopy(first, 0, sealed, 0, length);
        }
        System.arraycopy(rest, 0, sealed, length, rest.length);
        assertTrue(java.util.Arrays.equals(plain, next.doFinal(sealed)));
      } finally {
        Security.removeProvider(DoorbellProvider.NAME);
      }
    }
  }
}
