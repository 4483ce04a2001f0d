package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every command of the documentation has a row in {@code commands.txt} that says what runs it, and
 * names nothing that is not there.
 */
class CommandsTest {
  private static final Path TABLE = Path.of("src/test/resources/commands.txt");
  private static final Set<String> LANGUAGES =
      Set.of("", "sh", "java", "xml", "properties", "text", "json", "indented");
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?:^|[ (])((?:examples|bench|offload-core/kernel-test|\\.ci)/[a-z-]+)(?=[ )]|$)");

  /** By command: who runs it. */
  private static Map<String, String> rows;

  private static List<Page> pages;
  private static Set<String> classes;
  private static String poms;

  @BeforeAll
  static void read() throws IOException {
    pages = Page.all();
    rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ", 2);
        assertEquals(2, parts.length, line);
        rows.put(parts[1].strip(), parts[0].strip());
      }
    }
    try (Stream<Path> files =
        Files.find(
            Page.ROOT,
            20,
            (path, attributes) ->
                path.toString().endsWith(".java") && path.toString().contains("/src/"))) {
      classes =
          files
              .map(path -> String.valueOf(path.getFileName()).replace(".java", ""))
              .collect(Collectors.toSet());
    }
    StringBuilder all = new StringBuilder(Files.readString(Page.ROOT.resolve("pom.xml")));
    for (String module : List.of("offload-core", "provider", "fallback", "examples", "bench")) {
      all.append(Files.readString(Page.ROOT.resolve(module).resolve("pom.xml")));
    }
    poms = all.toString();
  }

  @Test
  void everyCommandOfEveryPageHasARow() {
    Set<String> missing = new TreeSet<>();
    for (Page page : pages) {
      for (String command : page.commands()) {
        if (!rows.containsKey(command)) {
          missing.add(page.name() + ": " + command);
        }
      }
    }
    assertEquals(Set.of(), missing, "without a row in " + TABLE);
  }

  @Test
  void everyRowIsStillOnAPage() {
    Set<String> stale = new TreeSet<>(rows.keySet());
    pages.forEach(page -> stale.removeAll(page.commands()));
    assertEquals(Set.of(), stale, "on no page any more");
  }

  @Test
  void whoeverRunsACommandIsThere() throws IOException {
    String ci =
        Files.readString(Page.ROOT.resolve(".ci/run"))
            + Files.readString(Page.ROOT.resolve(".ci/short-runs"));
    List<String> problems = new ArrayList<>();
    rows.forEach((command, runner) -> {
      boolean there =
          switch (runner.split(":", 2)[0]) {
            case "nobody" -> runner.length() > "nobody: ".length();
            case "ci" -> ci.contains(runner.substring(3).strip());
            default -> runner.endsWith("Test") && classes.contains(runner);
          };
      if (!there) {
        problems.add(runner + " does not run " + command);
      }
    });
    assertEquals(List.of(), problems);
  }

  @Test
  void whatACommandNamesIsThere() {
    Set<String> problems = new TreeSet<>();
    for (String command : rows.keySet()) {
      Matcher scripts = SCRIPT.matcher(command);
      while (scripts.find()) {
        if (!Files.isExecutable(Page.ROOT.resolve(scripts.group(1)))) {
          problems.add("no script " + scripts.group(1) + ": " + command);
        }
      }
      for (String profile : options(command, "-P ?([a-z-]+)")) {
        if (!poms.contains("<id>" + profile + "</id>")) {
          problems.add("no profile " + profile + ": " + command);
        }
      }
      for (String module : options(command, "-pl ([a-z,/-]+)")) {
        if (!Files.exists(Page.ROOT.resolve(module).resolve("pom.xml"))) {
          problems.add("no module " + module + ": " + command);
        }
      }
      for (String test : options(command, "-Dtest='?([A-Za-z,*]+)")) {
        Pattern name = Pattern.compile(test.replace("*", ".*"));
        if (classes.stream().noneMatch(each -> name.matcher(each).matches())) {
          problems.add("no test " + test + ": " + command);
        }
      }
      for (String main : options(command, "-Dfuzz.target=[a-z.]*([A-Z][A-Za-z]+)")) {
        if (!classes.contains(main)) {
          problems.add("no class " + main + ": " + command);
        }
      }
      for (String benchmark : options(command, "benchmarks.jar ([A-Z][A-Za-z]+)")) {
        if (classes.stream().noneMatch(each -> each.contains(benchmark))) {
          problems.add("no benchmark " + benchmark + ": " + command);
        }
      }
      for (String example : options(command, "--example ([A-Z][A-Za-z]+)")) {
        if (!example.equals("NAME") && !classes.contains(example)) {
          problems.add("no example " + example + ": " + command);
        }
      }
    }
    assertEquals(Set.of(), problems);
  }

  private static List<String> options(String command, String regex) {
    return Pattern.compile("(?:^|\\s)" + regex)
        .matcher(" " + command)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split(",")))
        .toList();
  }

  @Test
  void everyFenceSaysWhatIsInIt() {
    for (Page page : pages) {
      for (Page.Block block : page.blocks()) {
        assertTrue(
            LANGUAGES.contains(block.language()),
            () -> page.name() + ": language " + block.language() + ", allowed: " + LANGUAGES);
      }
    }
  }

  @Test
  void commandsAreFoundInBlocksAndInText() {
    Page page =
        Page.parse(
            "page.md",
            List.of(
                "Run `mvn -B verify`, with `doorbell.devices=none`:",
                "",
                "    examples/run tls",
                "    --enable-native-access=ALL-UNNAMED",
                "",
                "```sh",
                "# not this",
                "cp a \\",
                "  b",
                "```",
                "- item",
                "      in the item"));

    assertEquals(List.of("examples/run tls", "cp a b", "mvn -B verify"), page.commands());
  }
}
