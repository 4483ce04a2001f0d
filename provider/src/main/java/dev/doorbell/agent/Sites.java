package dev.doorbell.agent;

import java.util.Map;
import java.util.TreeMap;

/** Counts what was changed in one class. */
final class Sites {
  private final Map<String, Integer> counts = new TreeMap<>();
  private int kept;

  /** One more place that makes an object of the class with this internal name. */
  void add(String internalName) {
    String name = Replacements.simpleName(internalName);
    Integer before = counts.get(name);
    counts.put(name, before == null ? 1 : before + 1);
  }

  /** One more place that was left alone. */
  void keep() {
    kept++;
  }

  /** By the simple name of the JDK's class. */
  Map<String, Integer> counts() {
    return Map.copyOf(counts);
  }

  int kept() {
    return kept;
  }
}
