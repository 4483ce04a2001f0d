package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages point to is there. */
class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern CLASS = Pattern.compile("([A-Z][a-z]\\w*)(?:\\.([a-z]\\w*))?");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Page page : Page.all()) {
      Path folder = Page.ROOT.resolve(page.name()).getParent();
      Matcher links = LINK.matcher(page.prose());
      while (links.find()) {
        String target = links.group(1);
        if (!target.startsWith("https://") && !Files.exists(folder.resolve(target))) {
          broken.add(page.name() + ": " + target);
        }
      }
    }
    assertEquals(Set.of(), broken);
  }

  @Test
  void everyPageIsReachedFromTheReadme() throws IOException {
    Set<String> unreached = new TreeSet<>();
    String readme = Files.readString(Page.ROOT.resolve("README.md"));
    for (Page page : Page.all()) {
      if (page.name().startsWith("docs/") && !readme.contains("](" + page.name() + ")")) {
        unreached.add(page.name());
      }
    }
    assertEquals(Set.of(), unreached);
  }

  @Test
  void everyClassMethodAndFileThatContributingNamesExists() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files =
        Files.find(
            Page.ROOT,
            20,
            (path, attributes) ->
                path.toString().endsWith(".java") && path.toString().contains("/src/"))) {
      for (Path file : files.toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    Set<String> missing = new TreeSet<>();
    int classes = 0;
    for (String name : Page.named("CONTRIBUTING.md").inline()) {
      Matcher matcher = CLASS.matcher(name);
      if (matcher.matches()) {
        classes++;
        String source = sources.get(matcher.group(1));
        if (source == null
            || matcher.group(2) != null && !source.contains(" " + matcher.group(2) + "(")) {
          missing.add(name);
        }
      } else if (name.matches("[a-z-]+/[\\w./-]+") && !Files.exists(Page.ROOT.resolve(name))) {
        missing.add(name);
      }
    }
    assertTrue(classes > 30, "only " + classes);
    assertEquals(Set.of(), missing);
  }
}
