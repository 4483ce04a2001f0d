package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README as a stranger follows it: its programs, its file, its commands, nothing else. The jars
 * are those of this build, which are there when {@code mvn verify} comes to this module.
 */
class ReadmeTest {
  @TempDir private Path folder;
  private Page readme;

  @BeforeEach
  void aCheckout() throws IOException {
    Path jars = Page.ROOT.resolve("provider/target/lib");
    Assumptions.assumeTrue(Files.isDirectory(jars), "the provider is not packed");
    Files.createSymbolicLink(folder.resolve("provider"), Page.ROOT.resolve("provider"));
    readme = Page.named("README.md");
    Files.writeString(folder.resolve("Demo.java"), readme.block("java", "class Demo"));
  }

  /** JUnit would warn that it leads out of the folder. */
  @AfterEach
  void dropTheLink() throws IOException {
    Files.deleteIfExists(folder.resolve("provider"));
  }

  /** What the commands print; they warn of nothing. */
  private String run(String commands) throws Exception {
    Shell.End end = Shell.run(folder, Map.of(), "set -e\n{ " + commands + "\n} 2>errors", "");
    String errors = Files.readString(folder.resolve("errors"));
    assertEquals(0, end.status(), () -> commands + "\n" + end.output() + errors);
    assertFalse(errors.contains("WARNING"), errors);
    return end.output().strip();
  }

  private String command(String part) {
    return readme.block("sh", part).strip();
  }

  @Test
  void withoutAnythingTheProgramIsTheJdks() throws Exception {
    assertEquals(
        "100016 bytes by SunJCE\ngzip by java.util.zip.GZIPOutputStream",
        run("javac Demo.java && java -cp \"provider/target/lib/*:.\" Demo"));
  }

  @Test
  void theSecurityFileAloneMovesItsCiphersOver() throws Exception {
    Files.writeString(
        folder.resolve("doorbell.security"),
        readme.block("properties", "dev.doorbell.provider.DoorbellProvider"));

    assertEquals(
        "100016 bytes by Doorbell\ngzip by java.util.zip.GZIPOutputStream",
        run(command("-Djava.security.properties=doorbell.security")));
  }

  @Test
  void theAgentMovesItsCompressionOverAndOnRequestItsCiphers() throws Exception {
    run("javac Demo.java");

    assertEquals(
        "100016 bytes by Doorbell\ngzip by dev.doorbell.codec.OffloadGZIPOutputStream",
        run(command("-javaagent:")));
  }

  @Test
  void theTwinBreaksBeneathAProgramThatDoesNotNotice() throws Exception {
    run("javac Demo.java");
    String settings =
        readme.inline().stream()
            .filter(each -> each.startsWith("-Ddoorbell.devices=twin"))
            .findFirst()
            .orElseThrow()
            .replaceAll("\\s+", " ");

    assertEquals(
        "100016 bytes by Doorbell\ngzip by dev.doorbell.codec.OffloadGZIPOutputStream",
        run(command("-javaagent:").replace("java ", "java " + settings + " ")));
  }

  @Test
  void theProgramThatNamesDoorbellRuns() throws Exception {
    Files.writeString(folder.resolve("InCode.java"), readme.block("java", "class InCode"));

    assertEquals(
        "Doorbell",
        run(
            "javac -cp 'provider/target/lib/*' InCode.java"
                + " && java --enable-native-access=ALL-UNNAMED -cp 'provider/target/lib/*:.' InCode"));
  }

  @Test
  void theDoctorIsTheJarsMainProgram() throws Exception {
    String jar =
        readme
            .block("indented", " doctor")
            .lines()
            .filter(line -> line.contains(" -jar "))
            .findFirst()
            .orElseThrow();
    Shell.End end = Shell.run(folder, Map.of(), jar, "");

    assertTrue(end.status() == 0 || end.status() == 1, end.output());
    assertTrue(end.output().contains("hisi_zip"), end.output());
  }

  @Test
  void theFileOfProvidersLosesNoneOfTheJdks() throws IOException {
    String file = readme.block("properties", "dev.doorbell.provider.DoorbellProvider");
    String jdk =
        Files.readString(
            Path.of(System.getProperty("java.home"), "conf", "security", "java.security"));

    assertEquals(
        providers(jdk), providers(file).replace("dev.doorbell.provider.DoorbellProvider,", ""));
  }

  private static String providers(String properties) {
    return properties
        .lines()
        .filter(line -> line.startsWith("security.provider."))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .reduce((a, b) -> a + "," + b)
        .orElseThrow();
  }
}
