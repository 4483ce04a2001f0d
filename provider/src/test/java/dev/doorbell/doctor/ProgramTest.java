package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.agent.ChildJvm;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as it is delivered, in JVMs of its own. */
class ProgramTest {
  private static final int MOST_LINES = 40;
  private static final int MOST_COLUMNS = 100;

  @TempDir private Path folder;
  private ChildJvm jvm;

  @BeforeEach
  void prepare() throws IOException {
    jvm = new ChildJvm(folder);
  }

  private ChildJvm.Result run(String... arguments) throws Exception {
    String[] command =
        Stream.concat(Stream.of("-jar", jvm.agent().toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return jvm.run(command);
  }

  private String nowhere() {
    return "-Ddoorbell.sysfs=" + folder.resolve("nowhere");
  }

  @Test
  void explainsOnOneScreenWhyThereIsNoHardware() throws Exception {
    jvm.withSiblings(".");
    ChildJvm.Result result = run("doctor", nowhere());
    assertEquals(1, result.status(), result::toString);
    assertEquals("", result.err(), "neither a log nor a warning of the JVM's");
    List<String> lines = result.out().lines().toList();
    assertTrue(lines.size() <= MOST_LINES, () -> lines.size() + " lines\n" + result);
    // A path has no place to be cut.
    assertTrue(
        lines.stream().allMatch(it -> it.length() <= MOST_COLUMNS || it.contains("/")),
        result::toString);
    for (String word :
        List.of(
            "kernel without UACCE",
            "CONFIG_UACCE",
            "--enable-native-access=ALL-UNNAMED",
            "security.provider.1=dev.doorbell.provider.DoorbellProvider",
            "-javaagent:",
            "AES ECB CBC",
            "DEFLATE RAW ZLIB GZIP",
            "exit status 1")) {
      // Lines are wrapped anywhere.
      assertTrue(
          result.out().replaceAll("\\s+", " ").contains(word),
          () -> word + " is not in\n" + result);
    }
  }

  @Test
  void findsItsSiblingsInLibBeneathIt() throws Exception {
    jvm.withSiblings("lib");
    ChildJvm.Result result = run("doctor", "-Ddoorbell.devices=none");
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.out().contains("exit status 0"), result::toString);
  }

  @Test
  void aDeviceThatWorksIsHardwareAndStatusZero() throws Exception {
    jvm.withSiblings(".");
    ChildJvm.Result result =
        run("doctor", "-Ddoorbell.devices=twin", "-Ddoorbell.deadline.floor.ms=10000");
    assertEquals(0, result.status(), result::toString);
    assertTrue(
        result.out().contains("hardware: hisi_sec2-1, jobs from 65536 bytes"), result::toString);
  }

  @Test
  @SuppressWarnings("unchecked")
  void anotherParserReadsTheReport() throws Exception {
    jvm.withSiblings(".");
    ChildJvm.Result result = run("doctor", "--json", nowhere());
    Map<String, Object> report = JsonTree.object(result.out());
    assertEquals((long) result.status(), report.get("status"));
    List<Map<String, Object>> findings = (List<Map<String, Object>>) report.get("findings");
    assertTrue(
        findings.stream()
            .anyMatch(it ->
                it.get("code").equals("NO_CLASS_DIRECTORY")
                    && it.get("severity").equals("PROBLEM")),
        result::toString);
    List<Map<String, Object>> offered = (List<Map<String, Object>>) report.get("offered");
    assertTrue(
        offered.stream()
            .anyMatch(it ->
                it.get("name").equals("AES/GCM/NoPadding") && it.get("where").equals("SOFTWARE")),
        result::toString);
  }

  @Test
  void devicesAreALineEach() throws Exception {
    jvm.withSiblings(".");
    ChildJvm.Result result =
        run("devices", "-Ddoorbell.devices=twin", "-Ddoorbell.deadline.floor.ms=10000");
    assertEquals("hisi_zip-0 ACTIVE in use\nhisi_sec2-1 ACTIVE in use\n", result.out());
    assertEquals(0, result.status());
  }

  @Test
  void theListOfDevicesSaysWhyItsStatusIsOneWhenNoDeviceIsToBlame() {
    Captured captured = Captured.run("devices", "-Ddoorbell.devices=none", "-Ddoorbell.queus=2");

    assertEquals(1, captured.status(), captured::toString);
    assertTrue(captured.err().startsWith("BAD_SETTING doorbell.queus: "), captured::err);
    assertTrue(captured.err().contains("the nearest is doorbell.queues"), captured::err);
  }

  @Test
  void settingsComeFromAFileToo() throws Exception {
    jvm.withSiblings(".");
    Path file = Files.writeString(folder.resolve("settings"), "doorbell.devices=none\n");
    ChildJvm.Result result = run("devices", "--config", file.toString());
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.out().contains("hisi_zip OFF DEVICES_OFF"), result::toString);
  }

  @Test
  void namesTheJarsThatAreMissing() throws Exception {
    jvm.withSiblings(".", "doorbell-fallback", "zstd");
    ChildJvm.Result result = run("doctor");
    assertEquals(3, result.status(), result::toString);
    assertTrue(
        result.err().startsWith("JARS_MISSING: doorbell-fallback, zstd-jni neither"),
        result::toString);
    ChildJvm.Result machine = run("doctor", "--json");
    assertEquals(3L, JsonTree.object(machine.out()).get("status"));
  }

  @Test
  void anOldJvmHearsThatItIsOld() throws Exception {
    Path old = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
    Assumptions.assumeTrue(Files.isExecutable(old), "no " + old);
    jvm.withSiblings(".").withJava(old);
    ChildJvm.Result result = run("doctor");
    assertEquals(3, result.status(), result::toString);
    assertTrue(
        result.err().startsWith("WRONG_JAVA: Doorbell needs Java 25 or later; this is Java 17"),
        result::toString);
    assertEquals(3L, JsonTree.object(run("doctor", "--json").out()).get("status"));
  }

  @Test
  void theMainClassIsReadByJava8() throws Exception {
    try (InputStream in = Main.class.getResourceAsStream("Main.class");
        DataInputStream data = new DataInputStream(in)) {
      assertEquals(0xCAFEBABE, data.readInt());
      assertEquals(52, data.readInt(), "minor and major version");
    }
  }

  @ParameterizedTest
  @CsvSource({"1.8, 8", "11, 11", "25, 25", "26-internal, 0", "'', 0"})
  void versionsAreReadAsJvmsWriteThem(String specification, int feature) {
    assertEquals(feature, Main.feature(specification));
  }

  @Test
  void nativeAccessThatIsDeniedIsAProblem() throws Exception {
    ChildJvm.Result result =
        jvm.run(
            "--illegal-native-access=deny",
            "-Ddoorbell.devices=twin",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.doorbell.doctor.Main",
            "doctor");
    assertEquals(1, result.status(), result::toString);
    assertTrue(result.out().contains("NO_NATIVE_ACCESS JVM"), result::toString);
    assertTrue(result.out().contains("--enable-native-access=ALL-UNNAMED"), result::toString);
  }

  @Test
  void aProviderBehindOthersIsAProblem() throws Exception {
    Path security =
        Files.writeString(
            folder.resolve("security"),
            "security.provider.1=SUN\n"
                + "security.provider.2=SunJCE\n"
                + "security.provider.3=dev.doorbell.provider.DoorbellProvider\n");
    jvm.withSiblings(".").with("-Djava.security.properties=" + security);
    ChildJvm.Result result = run("doctor", "-Ddoorbell.devices=none");
    assertEquals(1, result.status(), result::toString);
    assertTrue(
        result.out().contains("PROVIDER_NOT_FIRST java.security: the provider is number 3"),
        result::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'no command, allowed: doctor, devices, bench'",
    "docter, 'command=docter, allowed: doctor, devices, bench'",
    "doctor --jsn, 'argument=--jsn, allowed: one command, --json, --config FILE, -Dname=value'",
    "doctor --config /none, '--config=/none, allowed: a file that can be read'",
    "doctor --config, '--config=, allowed: a file that can be read'",
    "doctor devices, 'argument=devices, allowed: one command, --json, --config FILE, -Dname=value'",
  })
  void aCommandLineThatMeansNothingIsNamed(String line, String message) {
    Captured captured = Captured.run(line.isEmpty() ? new String[0] : line.split(" "));
    assertEquals(2, captured.status());
    assertTrue(captured.err().startsWith(message + "\nusage: "), captured::err);
  }

  @Test
  void helpIsNoError() {
    Captured captured = Captured.run("--help");
    assertEquals(0, captured.status());
    assertTrue(captured.out().startsWith("usage: "), captured::out);
  }
}
