package dev.doorbell.fallback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * The tests of a Wycheproof file, as their text fields. Looked for in the folder {@code
 * doorbell.vectors}, or in {@code shared/vectors} next to one of the folders above.
 */
final class WycheproofFile {
  // A test is an object without objects in it, so that fields need no more than their own quotes.
  private static final Pattern TEST = Pattern.compile("\\{[^{}]*\"tcId\"[^{}]*}");
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:\"([^\"]*)\"|(\\d+))");
  private static final Pattern COUNT = Pattern.compile("\"numberOfTests\"\\s*:\\s*(\\d+)");

  /** One test. */
  record Vector(Map<String, String> fields) {
    byte[] bytes(String name) {
      return TestBytes.hex(fields.get(name));
    }

    String result() {
      return fields.get("result");
    }

    @Override
    public String toString() {
      return "tcId " + fields.get("tcId") + " " + result() + " " + fields.get("comment");
    }
  }

  private WycheproofFile() {}

  /** All tests; aborts the test as skipped where there is no such file. */
  static List<Vector> read(String name) throws IOException {
    Path file = find(name);
    Assumptions.assumeTrue(
        file != null, name + " not found: set -Ddoorbell.vectors to the folder that has it");
    String text = Files.readString(file);
    List<Vector> all = new ArrayList<>();
    Matcher test = TEST.matcher(text);
    while (test.find()) {
      Map<String, String> fields = new HashMap<>();
      Matcher field = FIELD.matcher(test.group());
      while (field.find()) {
        fields.put(field.group(1), field.group(2) != null ? field.group(2) : field.group(3));
      }
      all.add(new Vector(fields));
    }
    Matcher count = COUNT.matcher(text);
    if (!count.find() || Integer.parseInt(count.group(1)) != all.size()) {
      throw new IOException(
          file + ": found " + all.size() + " tests, which is not what the file says");
    }
    return all;
  }

  private static Path find(String name) {
    String folder = System.getProperty("doorbell.vectors");
    if (folder != null) {
      Path file = Path.of(folder, name);
      return Files.exists(file) ? file : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("shared").resolve("vectors").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
