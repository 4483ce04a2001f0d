package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import dev.doorbell.offload.OffloadConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small examples as a user starts them, with the classes of this build. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> CLASSES =
      Map.of("DOORBELL_CLASS_PATH", System.getProperty("java.class.path"));
  private static final String TEXT = "a line of the log\n".repeat(50_000);

  @TempDir private Path folder;

  private String run(String arguments, String input) throws Exception {
    return command("%s/examples/run %s".formatted(ROOT, arguments), input);
  }

  private String command(String command, String input) throws Exception {
    Shell.End end = Shell.run(folder, CLASSES, command, input);
    assertEquals(0, end.status(), end.output());
    return end.output();
  }

  @Test
  void encryptFileWritesWhatTheJdkOpens() throws Exception {
    Files.writeString(folder.resolve("plain"), TEXT);

    String said = run("--example EncryptFile plain sealed", "");

    String key = said.lines().filter(line -> line.startsWith("key: ")).findFirst().orElseThrow();
    try (InputStream in =
        new OpeningInputStream(
            Files.newInputStream(folder.resolve("sealed")),
            Cipher.getInstance("AES/GCM/NoPadding", "SunJCE"),
            new SecretKeySpec(HexFormat.of().parseHex(key.substring(5)), "AES"))) {
      assertArrayEquals(TEXT.getBytes(), in.readAllBytes());
    }
    assertTrue(said.contains("AES_GCM jobs on ") || said.contains("no jobs: "), said);
  }

  @Test
  void gzipLogWritesWhatTheJdkReads() throws Exception {
    String said = run("--example GzipLog log.gz", TEXT);

    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("log.gz")))) {
      assertEquals(TEXT, new String(in.readAllBytes()));
    }
    assertTrue(said.contains(" DEFLATE_RAW jobs on "), said);
  }

  @Test
  void serveHttpsIsReadByTheJdksClient() throws Exception {
    String said = run("--example ServeHttps", "");

    assertTrue(said.contains("TLS_AES_256_GCM_SHA384: "), said);
    assertTrue(said.contains("the text is the same"), said);
    assertTrue(said.contains(" DEFLATE_RAW jobs on "), said);
  }

  @Test
  void evictAndRebindLosesAQueueAndNoByte() throws Exception {
    String said = run("--example EvictAndRebind", "");

    assertTrue(said.contains("all equal"), said);
    assertTrue(said.contains("bound again: hisi_zip-0 ACTIVE, evictions {"), said);
  }

  @Test
  void recordEvictionTellsWhatTheRecordingSays() throws Exception {
    String said = run("--example RecordEviction", "");

    String story = said.substring(said.indexOf("the recording:"));
    int eviction = story.indexOf(" Eviction ");
    assertTrue(eviction >= 0, said);
    assertTrue(story.indexOf(" Rebind ", eviction) > eviction, said);
  }

  @Test
  void theFlightRecorderIsSwitchedOnFromOutsideAndItsFileReadWithTheJdk() throws Exception {
    String recording =
        "-XX:StartFlightRecording:filename=doorbell.jfr,"
            + "+dev.doorbell.Job#threshold=0ms,+dev.doorbell.Job#throttle=off";
    command(
        "JAVA_TOOL_OPTIONS='" + recording + "' " + ROOT + "/examples/run --example EvictAndRebind",
        "");

    String summary = command("jfr summary doorbell.jfr", "");
    assertTrue(summary.contains("dev.doorbell.Job "), summary);
    String events = command("jfr print --events 'dev.doorbell.*' doorbell.jfr", "");
    assertTrue(events.contains("dev.doorbell.Eviction {"), events);
    assertTrue(events.contains("dev.doorbell.Job {"), events);
  }

  @Test
  void theFlightRecorderIsSwitchedOnInAProcessThatRuns() throws Exception {
    long pid = ProcessHandle.current().pid();
    Path file = folder.resolve("doorbell.jfr");
    command("jcmd %d JFR.start name=doorbell".formatted(pid), "");
    try {
      try (Offload offload = Offload.open(OffloadConfig.of(Map.of("doorbell.devices", "twin")))) {
        offload.awaitReady(Duration.ofSeconds(10));
      }
      command("jcmd %d JFR.dump name=doorbell filename=%s".formatted(pid, file), "");
    } finally {
      command("jcmd %d JFR.stop name=doorbell".formatted(pid), "");
    }

    String events = command("jfr print --events 'dev.doorbell.*' doorbell.jfr", "");
    assertTrue(events.contains("dev.doorbell.Rebind {"), events);
  }

  @Test
  void theDoctorSaysInOneScreenWhatIsUsed() throws Exception {
    Shell.End end = Shell.run(folder, CLASSES, ROOT + "/examples/run doctor", "");

    // 1 where there is no device that could be used.
    assertTrue(end.status() == 0 || end.status() == 1, end.output());
    assertTrue(end.output().contains("hisi_zip"), end.output());
    assertTrue(end.output().lines().count() <= 45, end.output());
  }

  @Test
  void listDevicesSaysWhatThereIsOrWhyThereIsNothing() throws Exception {
    String said = run("--example ListDevices", "");

    assertTrue(said.contains("hisi_") || said.contains("/sys/class/uacce: UNUSABLE"), said);
  }

  /** Both need the agent's jar, which is built before this module in {@code mvn verify}. */
  @Test
  void tomcatAndLuceneRunUnderTheAgent() throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("java.class.path").contains("doorbell-provider-"),
        "the provider is not packed");
    String tomcat = run("--example TomcatServer", "");
    assertTrue(tomcat.contains("port "), tomcat);
    assertTrue(tomcat.contains("Doorbell agent: "), tomcat);

    String lucene = run("--example Indexer", "");
    assertTrue(lucene.contains("1000 documents read back"), lucene);
    assertTrue(lucene.contains("Doorbell agent: jobs DEFLATE_RAW"), lucene);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--example", "--example Nothing"})
  void anUnknownNameOrNoneListsTheExamples(String arguments) throws Exception {
    Shell.End end = Shell.run(folder, Map.of(), ROOT + "/examples/run " + arguments, "");

    assertEquals(2, end.status(), end.output());
    assertTrue(end.output().contains("; there are EncryptFile"), end.output());
  }
}
