package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** docs/TROUBLESHOOTING.md has a section for every finding, and for nothing else. */
class TroubleshootingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "TROUBLESHOOTING.md");

  private static List<String> sections() throws Exception {
    Assumptions.assumeTrue(Files.isRegularFile(PAGE), "docs are not beside this module");
    return Arrays.stream(Files.readString(PAGE).split("\n### ")).skip(1).toList();
  }

  @Test
  void everyFindingHasASectionAndEverySectionAFinding() throws Exception {
    Set<String> codes =
        Arrays.stream(FindingCode.values())
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> titles = sections().stream().map(it -> it.lines().findFirst().orElse("")).toList();
    assertEquals(codes, new TreeSet<>(titles));
    assertEquals(codes.size(), titles.size(), "no section twice");
  }

  @Test
  void everySectionSaysWhatIsSeenWhyAndWhatToDo() throws Exception {
    for (String section : sections()) {
      for (String part : List.of("\n- Seen: ", "\n- Why: ", "\n- Fix: ")) {
        assertTrue(section.contains(part), () -> part.strip() + " is not in\n" + section);
      }
    }
  }

  @Test
  void theExitStatusesAreThoseOfTheProgram() throws Exception {
    String page = Files.readString(PAGE);
    for (int status :
        new int[] {Commands.HEALTHY, Commands.PROBLEMS, Commands.USAGE, Main.CANNOT_RUN}) {
      assertTrue(page.contains("\n| " + status + " | "), "status " + status);
    }
  }
}
