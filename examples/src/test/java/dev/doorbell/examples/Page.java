package dev.doorbell.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the documentation, as far as the tests understand Markdown.
 *
 * @param name relative to the root of the checkout
 * @param blocks fenced blocks, and indented ones with the language {@code indented}
 * @param prose the other lines
 */
record Page(String name, List<Block> blocks, String prose) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A block of code without its fence or indentation. */
  record Block(String language, String text) {}

  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
  private static final Pattern INLINE_COMMAND =
      Pattern.compile(
          "(examples/run|\\.ci/run|mvn|java|bench/[a-z-]+|offload-core/kernel-test/(run|plot)|apt-get|modprobe|jcmd|jfr)( .*)?"
              + "|(udevadm|dmesg|fuser|groupadd|usermod|lspci|ls|grep|echo|cat|curl) .+");

  /** A setting, an option or a line of a file: no command, though it stands alone. */
  private static final Pattern FRAGMENT = Pattern.compile("-.*|[a-z][\\w.]*[=:].*");

  static List<Page> all() throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    for (String folder : List.of("", "bench", "offload-core/kernel-test", "docs", "docs/devices")) {
      try (Stream<Path> entries = Files.list(ROOT.resolve(folder))) {
        entries.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
      }
    }
    List<Page> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(read(file));
    }
    return pages;
  }

  static Page named(String name) throws IOException {
    return read(ROOT.resolve(name));
  }

  private static Page read(Path file) throws IOException {
    return parse(ROOT.relativize(file).toString(), Files.readAllLines(file));
  }

  static Page parse(String name, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder prose = new StringBuilder();
    int i = 0;
    while (i < lines.size()) {
      String line = lines.get(i);
      boolean alone = i == 0 || lines.get(i - 1).isBlank();
      if (line.startsWith("```")) {
        StringBuilder text = new StringBuilder();
        while (!lines.get(++i).startsWith("```")) {
          text.append(lines.get(i)).append('\n');
        }
        blocks.add(new Block(line.substring(3).strip(), text.toString()));
        i++;
      } else if (alone && line.startsWith("    ")) {
        StringBuilder text = new StringBuilder();
        while (i < lines.size() && lines.get(i).startsWith("    ")) {
          text.append(lines.get(i++).strip()).append('\n');
        }
        blocks.add(new Block("indented", text.toString()));
      } else {
        prose.append(line).append('\n');
        i++;
      }
    }
    return new Page(name, blocks, prose.toString());
  }

  /** What a reader could type: all lines of such blocks, and commands within the text. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    for (Block block : blocks) {
      boolean shell = block.language().equals("sh");
      if (shell || block.language().equals("indented")) {
        block
            .text()
            .replaceAll("\\s*\\\\\n\\s*", " ")
            .lines()
            // Two spaces begin what is said about the command.
            .map(line -> line.strip().replaceAll(" {2,}.*", "").replaceAll(" +", " "))
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .filter(line -> shell || !FRAGMENT.matcher(line).matches())
            .forEach(commands::add);
      }
    }
    Matcher inline = INLINE.matcher(prose);
    while (inline.find()) {
      String text = inline.group(1).replaceAll("\\s+", " ");
      if (INLINE_COMMAND.matcher(text).matches()) {
        commands.add(text);
      }
    }
    return commands;
  }

  /** The inline code of the text. */
  List<String> inline() {
    return INLINE.matcher(prose).results().map(match -> match.group(1)).toList();
  }

  /** The only block of that language that contains {@code part}. */
  String block(String language, String part) {
    List<Block> found =
        blocks.stream()
            .filter(block -> block.language().equals(language) && block.text().contains(part))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(
          name + ": " + found.size() + " blocks of " + language + " with " + part + ", expected 1");
    }
    return found.getFirst().text();
  }
}
