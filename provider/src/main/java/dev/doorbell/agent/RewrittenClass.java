package dev.doorbell.agent;

import java.util.Map;
import java.util.Optional;

/**
 * A class that was changed.
 *
 * @param className binary name
 * @param loader its class loader's name, or else the name of that loader's class
 * @param sites how many {@code new} and constructor references were changed, by the simple name of
 *     the JDK's class
 * @param superclass simple name of the JDK's class that it extends no more directly, if it did
 */
public record RewrittenClass(
    String className, String loader, Map<String, Integer> sites, Optional<String> superclass) {
  public RewrittenClass {
    sites = Map.copyOf(sites);
  }
}
