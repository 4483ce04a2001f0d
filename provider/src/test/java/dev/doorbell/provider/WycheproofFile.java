package dev.doorbell.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of Project Wycheproof's files, whatever its algorithm: flat objects inside of groups.
 *
 * @param name the file's name
 * @param algorithm as the file says, such as {@code AES-GCM}
 */
record WycheproofFile(String name, String algorithm, List<Vector> vectors) {
  private static final Pattern ALGORITHM = Pattern.compile("\"algorithm\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern COUNT = Pattern.compile("\"numberOfTests\"\\s*:\\s*(\\d+)");
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\d+))");

  /** Texts are skipped whole, because a comment may hold any bracket. */
  private static final Pattern PART = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\{|}");

  /** One test, with the fields of its group beside its own. */
  record Vector(Map<String, String> fields) {
    /** A field that stands in hexadecimal; empty where there is none. */
    byte[] bytes(String field) {
      return HexFormat.of().parseHex(fields.getOrDefault(field, ""));
    }

    int number(String field) {
      return Integer.parseInt(fields.getOrDefault(field, "0"));
    }

    boolean isInvalid() {
      return fields.get("result").equals("invalid");
    }

    boolean isValid() {
      return fields.get("result").equals("valid");
    }

    @Override
    public String toString() {
      return "tcId="
          + fields.get("tcId")
          + " "
          + fields.get("result")
          + " "
          + fields.get("comment");
    }
  }

  /** All files of the folder {@code doorbell.vectors}, or of {@code shared/vectors} further up. */
  static List<Path> find() {
    Path folder = folder();
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String given = System.getProperty("doorbell.vectors");
    if (given != null) {
      return Files.isDirectory(Path.of(given)) ? Path.of(given) : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared").resolve("vectors");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }

  static WycheproofFile read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readString(file));
  }

  static WycheproofFile parse(String name, String text) throws IOException {
    int groups = text.indexOf("\"testGroups\"");
    Matcher algorithm = ALGORITHM.matcher(text);
    Matcher count = COUNT.matcher(text);
    if (groups < 0 || !algorithm.find() || !count.find()) {
      throw new IOException(name + ": no file of test vectors");
    }
    List<Vector> vectors = vectors(text.substring(groups));
    if (vectors.size() != Integer.parseInt(count.group(1))) {
      throw new IOException(
          name + ": found " + vectors.size() + " tests, announced: " + count.group(1));
    }
    return new WycheproofFile(name, algorithm.group(1), vectors);
  }

  /**
   * Objects one in another: what a group says holds for the tests in it, wherever in the group it
   * stands. A test is an object with a {@code tcId} of its own.
   */
  private static List<Vector> vectors(String text) {
    List<Vector> all = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    List<Map<String, String>> tests = new ArrayList<>();
    StringBuilder ofGroup = new StringBuilder();
    int from = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      if (part.group().equals("{")) {
        if (starts.size() == 1) {
          ofGroup.append(text, from, part.start());
        } else if (starts.isEmpty()) {
          from = part.end();
        }
        starts.add(part.end());
      } else if (part.group().equals("}") && starts.isEmpty()) {
        break; // The file's own end.
      } else if (part.group().equals("}")) {
        int start = starts.removeLast();
        Map<String, String> fields = fields(text.substring(start, part.start()));
        if (starts.size() == 1 && fields.containsKey("tcId")) {
          tests.add(fields);
        } else if (starts.isEmpty()) {
          ofGroup.append(text, from, part.start());
          Map<String, String> group = fields(ofGroup.toString());
          tests.forEach(test -> {
            Map<String, String> both = new HashMap<>(group);
            both.putAll(test);
            all.add(new Vector(both));
          });
          tests.clear();
          ofGroup.setLength(0);
        }
        from = part.end();
      }
    }
    return all;
  }

  private static Map<String, String> fields(String object) {
    Map<String, String> fields = new HashMap<>();
    Matcher field = FIELD.matcher(object);
    while (field.find()) {
      fields.put(field.group(1), field.group(2) != null ? field.group(2) : field.group(3));
    }
    return fields;
  }
}
