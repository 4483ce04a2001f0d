package dev.doorbell.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.dropin.DropInProgram;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link DropInProgram} in JVMs that differ from an ordinary one by the class path and {@code
 * -Djava.security.properties}.
 */
class DropInJvmTest {
  private static final List<String> CLASS_PATH =
      Arrays.stream(
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                  .split(File.pathSeparator))
          // The JVM makes every provider on the class path to learn its name, and this one loads a
          // library then.
          .filter(entry -> !entry.contains("AmazonCorretto"))
          .toList();

  @TempDir private Path folder;
  private Path properties;

  @BeforeEach
  void first() throws Exception {
    properties = folder.resolve("doorbell.security");
    Files.writeString(
        properties,
        """
        security.provider.1=dev.doorbell.provider.DoorbellProvider
        security.provider.2=SUN
        security.provider.3=SunRsaSign
        security.provider.4=SunEC
        security.provider.5=SunJSSE
        security.provider.6=SunJCE
        """);
  }

  private String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(options));
    command.add(DropInProgram.class.getName());
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), output);
    assertTrue(output.contains("all right"), output);
    return output;
  }

  private static String joined(Predicate<String> wanted) {
    return CLASS_PATH.stream().filter(wanted).collect(Collectors.joining(File.pathSeparator));
  }

  private static String everything() {
    return joined(entry -> true);
  }

  @Test
  void withoutTheFileTheProgramIsTheJdks() throws Exception {
    assertTrue(run("-cp", everything()).contains("sealed by SunJCE"));
  }

  @Test
  void theFileAloneMovesTheProgramOver() throws Exception {
    String output = run("-Djava.security.properties=" + properties, "-cp", everything());
    assertTrue(output.contains("sealed by Doorbell"), output);
    assertTrue(output.contains("digest by SUN"), output);
    assertFalse(output.contains("WARNING"), "not even a word about native access: " + output);
  }

  @Test
  void theRestOfTheSettingsArePropertiesToo() throws Exception {
    String output =
        run(
            "-Djava.security.properties=" + properties,
            "-Ddoorbell.devices=twin",
            "-Ddoorbell.twin.faults=reset:every=10",
            "-Ddoorbell.route.min.bytes=0",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            everything());
    assertTrue(output.contains("sealed by Doorbell"), output);
    assertTrue(output.contains("hisi_sec2-"), output);
    assertFalse(output.contains("WARNING"), output);
  }

  @Test
  void nativeAccessThatNobodyGrantedIsAWarning() throws Exception {
    String output =
        run(
            "-Djava.security.properties=" + properties,
            "-Ddoorbell.devices=twin",
            "-cp",
            everything());
    assertTrue(output.contains("sealed by Doorbell"), output);
    assertTrue(output.contains("--enable-native-access"), output);
  }

  @Test
  void nativeAccessThatIsDeniedMeansSoftware() throws Exception {
    String output =
        run(
            "-Djava.security.properties=" + properties,
            "-Ddoorbell.devices=twin",
            "--illegal-native-access=deny",
            "-cp",
            everything());
    assertTrue(output.contains("sealed by Doorbell"), output);
    assertTrue(output.contains("everything runs in software"), output);
  }

  @Test
  void fromTheModulePath() throws Exception {
    String modules = joined(DropInJvmTest::isModuleThatIsNeeded);
    Assumptions.assumeTrue(
        modules.split(File.pathSeparator).length == 5,
        "not built as modules, or not with all they need: " + modules);
    String output =
        run(
            "-Djava.security.properties=" + properties,
            "-Ddoorbell.devices=twin",
            "-Ddoorbell.route.min.bytes=0",
            "--enable-native-access=dev.doorbell.offload",
            "--module-path",
            modules,
            "--add-modules",
            "dev.doorbell.provider,dev.doorbell.fallback",
            "-cp",
            joined(entry -> entry.contains("test-classes")));
    assertTrue(output.contains("sealed by Doorbell"), output);
    assertTrue(output.contains("hisi_sec2-"), output);
    assertFalse(output.contains("WARNING"), output);
  }

  private static boolean isModuleThatIsNeeded(String entry) {
    Path path = Path.of(entry);
    String file = path.getFileName().toString();
    return Files.exists(path.resolve("module-info.class"))
        || file.startsWith("doorbell-")
        || file.startsWith("bcprov-")
        || file.startsWith("zstd-jni-");
  }
}
