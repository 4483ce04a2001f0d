package dev.doorbell.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the {@code =} of {@code -javaagent:}.
 *
 * @param include packages or classes to change, with all below them; empty: all
 * @param exclude packages or classes to leave alone, with all below them; stronger than include
 * @param verbose a line for each class
 * @param report a summary at the end
 * @param file where lines go; null: standard error
 * @param provider whether to install the JCA provider first
 * @param signed whether to change classes of signed jars, too
 * @param warnings one line for each option that could not be used
 */
record AgentOptions(
    List<String> include,
    List<String> exclude,
    boolean verbose,
    boolean report,
    @Nullable String file,
    boolean provider,
    boolean signed,
    List<String> warnings) {
  AgentOptions {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    warnings = List.copyOf(warnings);
  }

  /** Never fails: an option that cannot be used is a warning, and its default takes its place. */
  static AgentOptions parse(@Nullable String text) {
    List<String> include = new ArrayList<>();
    List<String> exclude = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    boolean verbose = false;
    boolean report = false;
    boolean provider = false;
    boolean signed = false;
    String file = null;
    for (String part : text == null ? new String[0] : text.split(",")) {
      String option = part.strip();
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals).strip();
      String value = equals < 0 ? null : option.substring(equals + 1).strip();
      switch (name) {
        case "" -> {
          if (equals >= 0) {
            warnings.add("option " + option + " has no name");
          }
        }
        case "include" -> packages(name, value, include, warnings);
        case "exclude" -> packages(name, value, exclude, warnings);
        case "verbose", "report" -> {
          if (value != null && value.isEmpty()) {
            warnings.add(name + "= needs a file, or no =");
          } else {
            file = value != null ? value : file;
            verbose |= name.equals("verbose");
            report = true;
          }
        }
        case "provider" -> provider = flag(name, value, warnings);
        case "signed" -> signed = flag(name, value, warnings);
        default ->
            warnings.add(
                name
                    + " is no option; allowed: include, exclude, verbose, report, provider,"
                    + " signed");
      }
    }
    return new AgentOptions(include, exclude, verbose, report, file, provider, signed, warnings);
  }

  private static boolean flag(String name, @Nullable String value, List<String> warnings) {
    if (value == null || value.equals("true")) {
      return true;
    }
    if (!value.equals("false")) {
      warnings.add(name + "=" + value + ", allowed: true, false");
    }
    return false;
  }

  private static void packages(
      String name, @Nullable String value, List<String> into, List<String> warnings) {
    int before = into.size();
    for (String each : value == null ? new String[0] : value.split(";")) {
      String prefix = each.strip();
      // Both are written by those who know them from other tools.
      prefix = prefix.endsWith(".*") ? prefix.substring(0, prefix.length() - 2) : prefix;
      prefix = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
      if (isName(prefix)) {
        into.add(prefix.replace('.', '/'));
      } else if (!prefix.isEmpty()) {
        warnings.add(name + "=" + each + ", allowed: names of packages or classes, with ; between");
      }
    }
    if (into.size() == before && (value == null || value.replace(";", "").isBlank())) {
      warnings.add(name + " needs names of packages or classes, with ; between");
    }
  }

  private static boolean isName(String text) {
    for (String part : text.split("\\.", -1)) {
      if (part.isEmpty() || !Character.isJavaIdentifierStart(part.charAt(0))) {
        return false;
      }
      for (int i = 1; i < part.length(); i++) {
        if (!Character.isJavaIdentifierPart(part.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the class with this internal name may be changed. */
  boolean allows(String internalName) {
    return (include.isEmpty() || isBelow(include, internalName)) && !isBelow(exclude, internalName);
  }

  private static boolean isBelow(List<String> prefixes, String name) {
    for (int i = 0; i < prefixes.size(); i++) {
      String prefix = prefixes.get(i);
      if (name.startsWith(prefix)) {
        if (name.length() == prefix.length()) {
          return true;
        }
        char next = name.charAt(prefix.length());
        if (next == '/' || next == '$') {
          return true;
        }
      }
    }
    return false;
  }
}
