package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", ",", " , ,"})
  void nothingIsTheDefaults(String text) {
    AgentOptions options = AgentOptions.parse(text);
    assertEquals(
        new AgentOptions(List.of(), List.of(), false, false, null, false, false, List.of()),
        options);
    assertTrue(options.allows("any/Name"));
  }

  @Test
  void allOfThemTogether() {
    assertEquals(
        new AgentOptions(
            List.of("org/a", "org/b"),
            List.of("org/a/X"),
            true,
            true,
            "a file",
            true,
            true,
            List.of()),
        AgentOptions.parse(
            "include=org.a;org.b.*, exclude=org.a.X ,verbose=a file,provider=true,signed=true"));
  }

  @Test
  void aReportAloneIsNotVerbose() {
    AgentOptions options = AgentOptions.parse("report=x");
    assertTrue(options.report());
    assertFalse(options.verbose());
    assertEquals("x", options.file());
    assertNull(AgentOptions.parse("report").file());
  }

  @Test
  void providerMayBeSwitchedOff() {
    assertTrue(AgentOptions.parse("provider").provider());
    assertFalse(AgentOptions.parse("provider=false").provider());
  }

  @Test
  void signedJarsAreLeftAloneUnlessItSaysOtherwise() {
    assertFalse(AgentOptions.parse("signed=false").signed());
    assertTrue(AgentOptions.parse("signed").signed());
  }

  @Test
  void namesCoverWhatIsBelowThem() {
    AgentOptions options = AgentOptions.parse("include=org.a;org.C,exclude=org.a.b;org.a.D");
    assertTrue(options.allows("org/a/X"));
    assertTrue(options.allows("org/a/x/y/Z"));
    assertTrue(options.allows("org/C"));
    assertTrue(options.allows("org/C$Inner"));
    assertTrue(options.allows("org/a/bc/X"));
    assertFalse(options.allows("org/ab/X"));
    assertFalse(options.allows("org/CD"));
    assertFalse(options.allows("org/a/b/X"));
    assertFalse(options.allows("org/a/D$1"));
    assertFalse(options.allows("X"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verbos | verbos is no option; allowed: include, exclude, verbose, report, provider, signed",
        "provider=yes | provider=yes, allowed: true, false",
        "include= | include needs names of packages or classes, with ; between",
        "exclude | exclude needs names of packages or classes, with ; between",
        "include=a b | include=a b, allowed: names of packages or classes, with ; between",
        "exclude=org..x | exclude=org..x, allowed: names of packages or classes, with ; between",
        "include=1x | include=1x, allowed: names of packages or classes, with ; between",
        "verbose= | verbose= needs a file, or no =",
        "=x | option =x has no name"
      })
  void aBadOptionIsNamedAndTheOthersHold(String text, String warning) {
    AgentOptions options = AgentOptions.parse("exclude=org.good," + text + ",provider=true");
    assertEquals(List.of(warning), options.warnings());
    assertEquals(List.of(), options.include());
    assertEquals(List.of("org/good"), options.exclude());
    assertTrue(options.provider());
    assertFalse(options.verbose());
  }
}
