package dev.doorbell.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/CONFIGURATION.md is the table of settings; {@code -Ddocs.write=true} writes it anew. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/CONFIGURATION.md");

  @Test
  void thePageShowsTheTableOfSettings() throws IOException {
    String page = page();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE));
  }

  private static String page() {
    return """
    # Configuration

    Settings are system properties, or lines of the properties file that `doorbell.config` names; system properties are stronger.
    They are read once, when the first cipher or codec needs them. A value that cannot be used stops nothing: it is reported in the
    log, and the default takes its place. So is a name that is no setting, with the nearest one that is.

    | setting | default | allowed | unit | effect |
    |---|---|---|---|---|
    """
        + OffloadConfig.settings().stream()
            .map(ConfigurationPageTest::line)
            .collect(Collectors.joining());
  }

  private static String line(Setting row) {
    String byDefault = row.byDefault().isEmpty() ? "none" : "`" + row.byDefault() + "`";
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(row.name(), byDefault, row.allowed(), row.unit(), row.effect());
  }
}
