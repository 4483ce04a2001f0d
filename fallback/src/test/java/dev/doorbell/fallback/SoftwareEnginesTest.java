package dev.doorbell.fallback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.fallback.crypto.CipherLibraries;
import dev.doorbell.offload.engine.Engine;
import dev.doorbell.offload.engine.EngineProvider;
import dev.doorbell.offload.engine.EngineStatus;
import dev.doorbell.offload.job.Operation;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SoftwareEnginesTest {
  @Test
  void isFoundAsTheOnlyProvider() {
    List<ServiceLoader.Provider<EngineProvider>> found =
        ServiceLoader.load(EngineProvider.class).stream().toList();
    assertEquals(
        List.of(SoftwareEngines.class), found.stream().map(ServiceLoader.Provider::type).toList());
  }

  @Test
  void bringsTheSameEngineAtEachCall() {
    try (SoftwareEngines engines = new SoftwareEngines()) {
      assertSame(engines.softwareEngine(), engines.softwareEngine());
    }
  }

  @Test
  void canDoEveryOperationAtAnySize() {
    try (SoftwareEngines engines = new SoftwareEngines()) {
      Engine engine = engines.softwareEngine();
      assertEquals("software", engine.name());
      assertEquals(EngineStatus.State.READY, engine.status().state());
      for (Operation operation : Operation.values()) {
        assertEquals(operation, engine.capability(operation).operation());
        assertTrue(engine.capability(operation).fits(0));
        assertTrue(engine.capability(operation).fits(Long.MAX_VALUE));
      }
    }
  }

  @Test
  void aRuntimeWithoutSunJceHasAesFromBouncyCastle() throws Exception {
    try (SoftwareEngines engines = new SoftwareEngines(CipherLibraries.withoutJdk())) {
      assertEquals("BC", engines.newCipher("AES/GCM/NoPadding").getProvider().getName());
    }
  }

  @Test
  void threadsGetTheRightAnswersAtTheSameTime() throws Exception {
    try (SoftwareEngines engines = new SoftwareEngines()) {
      List<MixedJobs> callers =
          java.util.stream.IntStream.range(0, 64)
              .mapToObj(i -> new MixedJobs(engines.softwareEngine(), i))
              .toList();
      List<Thread> threads = callers.stream().map(Thread::startVirtualThread).toList();
      for (Thread thread : threads) {
        thread.join();
      }
      List<String> wrong =
          callers.stream().map(MixedJobs::firstError).filter(error -> error != null).toList();
      assertArrayEquals(new String[0], wrong.toArray());
    }
  }
}
