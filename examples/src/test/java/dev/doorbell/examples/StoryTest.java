package dev.doorbell.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job as a user runs it, on files that take a second. */
class StoryTest {
  private static final Logger LOG = Logger.getLogger("dev.doorbell");

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void oneLogLinePerEvictionIsTooMuch() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    LOG.setLevel(null);
  }

  private int run(String... args) {
    return Story.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
  }

  private String file(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    Random random = new Random(42);
    for (int i = 0; i < bytes; i++) {
      // Half noise, half repetition.
      content[i] = (byte) (i / 1000 % 2 == 0 ? random.nextInt() : i % 7);
    }
    return Files.write(folder.resolve("input"), content).toString();
  }

  @Test
  void survivesResetsFreezesAndRemovals() throws IOException {
    int status = run(file(1_500_000), "--evictions", "2", "--seed", "7", "--seconds", "60");

    assertEquals(0, status, out + " " + err);
    assertTrue(out.toString(UTF_8).contains("every byte came back equal"), out::toString);
    assertTrue(out.toString(UTF_8).contains("seed=7"), out::toString);
  }

  @Test
  void goesOnUntilASmallFileHasSeenEnoughEvictions() throws IOException {
    int status = run(file(40_000), "--evictions", "1", "--seconds", "60");

    assertEquals(0, status, out + " " + err);
  }

  @Test
  void runsWithoutDevicesInSoftware() throws IOException {
    int status = run(file(300_001), "--devices", "none");

    assertEquals(0, status, out + " " + err);
    assertFalse(out.toString(UTF_8).contains("storm:"), out::toString);
    assertTrue(out.toString(UTF_8).contains("NO_DEVICE"), out::toString);
  }

  @Test
  void runsOnWhatTheKernelShowsIfAnything() throws IOException {
    int status = run(file(300_001), "--devices", "auto");

    assertEquals(0, status, out + " " + err);
    assertTrue(out.toString(UTF_8).contains("devices: auto"), out::toString);
  }

  @Test
  void reportsEvictionsThatDidNotHappenInTime() throws IOException {
    int status = run(file(100_000), "--evictions", "100000", "--seconds", "1");

    assertEquals(1, status, out + " " + err);
    assertTrue(out.toString(UTF_8).contains("FAILED: faults RESET="), out::toString);
  }

  @Test
  void takesAnEmptyFile() throws IOException {
    assertEquals(0, run(file(0)), out + " " + err);
  }

  @Test
  void leavesNoFilesBehind() throws IOException {
    String before = temporaryFolders();
    run(file(1000), "--devices", "none");

    assertEquals(before, temporaryFolders());
  }

  private static String temporaryFolders() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("doorbell-story"))
          .sorted()
          .toList()
          .toString();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--devices gpu | --devices=gpu, allowed: none, twin, auto",
        "--evictions many | --evictions=many, allowed: 0 to 100000",
        "--evictions -1 | --evictions=-1, allowed: 0 to 100000",
        "--seconds 0 | --seconds=0, allowed: 1 to 36000",
        "--seed | --seed needs a value",
        "--sed 1 | --sed is no option; allowed: --devices, --evictions, --seed, --seconds, --help",
        "/no/such/file | file=/no/such/file does not exist",
        "/ | file=/ is not a regular file",
        "a b | one file at a time: a and b"
      })
  void answersABadArgumentWithOneLine(String args, String expected) {
    assertEquals(2, run(args.split(" ")));

    assertEquals(expected + System.lineSeparator(), err.toString(UTF_8));
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void printsHelp() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString(UTF_8).startsWith("usage: examples/run [FILE]"), out::toString);
  }
}
