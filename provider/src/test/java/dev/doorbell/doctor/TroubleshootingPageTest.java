package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** docs/TROUBLESHOOTING.md has a section for every finding, and for nothing else. */
class TroubleshootingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "TROUBLESHOOTING.md");

  /** What an administrator types. */
  private static final Pattern COMMAND =
      Pattern.compile("`((?:modprobe|udevadm|dmesg|fuser|groupadd|ls|grep|echo) [^`]+)`");

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
  void theCommandsAreTheDoctors() throws Exception {
    int commands = 0;
    for (String section : sections()) {
      FindingCode code = FindingCode.valueOf(section.lines().findFirst().orElseThrow());
      Matcher found = COMMAND.matcher(section.substring(section.indexOf("\n- Fix: ")));
      while (found.find()) {
        commands++;
        String command = found.group(1).replace("USER", System.getProperty("user.name"));
        String fix = Fixes.of(code, "hisi_zip-0", "hisi_zip");
        assertTrue(fix.contains(command), () -> code + ": " + command + " is not in " + fix);
      }
    }
    assertTrue(commands > 10, "only " + commands);
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
