package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/RELIABILITY.md names tests; they are there. */
class ReliabilityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|Contract|Stress))`");

  private static Set<String> sources() throws IOException {
    try (Stream<Path> files =
        Files.find(
            ROOT,
            20,
            (path, attributes) ->
                path.toString().endsWith(".java") && path.toString().contains("/src/"))) {
      return files
          .map(path -> String.valueOf(path.getFileName()).replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/RELIABILITY.md"));
    Set<String> named = new TreeSet<>();
    Matcher matcher = NAMED.matcher(page);
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertTrue(named.size() > 20, "only " + named);
    named.removeAll(sources());
    assertEquals(Set.of(), named, "named, but not there");
  }

  @Test
  void everyPromiseHasATest() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/RELIABILITY.md"));
    String table =
        page.substring(page.indexOf("| promise | test |"), page.indexOf("The guards were taken"));
    assertEquals(
        Set.of(),
        table
            .lines()
            .skip(2)
            .filter(line -> line.startsWith("|") && !NAMED.matcher(line).find())
            .collect(Collectors.toSet()));
  }
}
