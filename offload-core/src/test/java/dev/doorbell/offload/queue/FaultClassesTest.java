package dev.doorbell.offload.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes of the fault path in a JVM that has seen no fault yet: with the first queue that is
 * opened they are initialised, because later may be too late.
 */
class FaultClassesTest {
  @TempDir private Path folder;

  /** What the other JVM runs: it loads the queue's class, and touches no queue. */
  static final class LoadsTheQueuesClass {
    private LoadsTheQueuesClass() {}

    public static void main(String[] args) throws ClassNotFoundException {
      Class.forName("dev.doorbell.offload.device.hisi.QmQueue");
      Class.forName("dev.doorbell.offload.binding.QueueEngine");
    }
  }

  @Test
  void areInitialisedBeforeAnyMappingIsTouched() throws Exception {
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+init=info",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LoadsTheQueuesClass.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(log);
    assertEquals(0, process.exitValue(), output);
    for (String name :
        List.of(
            "queue/QueueFault",
            "queue/MappingFaults",
            "binding/EvictionCause",
            "job/Outcome$Evicted")) {
      assertTrue(
          output
              .lines()
              .anyMatch(line ->
                  line.contains("dev/doorbell/offload/" + name) && line.contains("nitializing")),
          name);
    }
  }
}
