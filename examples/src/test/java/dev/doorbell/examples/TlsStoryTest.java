package dev.doorbell.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.security.Security;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TLS story as a user runs it, with little to transfer. */
class TlsStoryTest {
  private static final Logger LOG = Logger.getLogger("dev.doorbell");

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
    return TlsStory.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void noClientSeesThatQueuesAreEvicted() {
    int status =
        run(
            "--megabytes",
            "4",
            "--faults",
            "reset:every=60,unbind:every=150:for=120ms,remove:every=110:for=5ms,seed=5");

    assertEquals(0, status, out + " " + err);
    assertTrue(out.toString(UTF_8).contains("every byte arrived, no alert"), out::toString);
    assertTrue(out.toString(UTF_8).contains("RESET="), out::toString);
  }

  @Test
  void runsWithoutDevicesAndLeavesTheListOfProvidersAsItWas() {
    assertEquals(0, run("--megabytes", "1", "--devices", "none"), out + " " + err);
    assertNull(Security.getProvider("Doorbell"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--devices gpu | --devices=gpu, allowed: none, twin, auto",
        "--megabytes 0 | --megabytes=0, allowed: 1 to 100000",
        "--megabytes | --megabytes needs a value",
        "--megs 1 | --megs is no option; allowed: --megabytes, --devices, --faults, --help",
      })
  void answersABadArgumentWithOneLine(String args, String expected) {
    assertEquals(2, run(args.split(" ")));

    assertEquals(expected + System.lineSeparator(), err.toString(UTF_8));
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void aBadFaultPlanIsNamedBeforeAnythingStarts() {
    assertEquals(2, run("--faults", "reset"));

    assertTrue(err.toString(UTF_8).startsWith("--faults=reset: item=reset"), err::toString);
  }

  @Test
  void printsHelp() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString(UTF_8).startsWith("usage: examples/run tls"), out::toString);
  }
}
