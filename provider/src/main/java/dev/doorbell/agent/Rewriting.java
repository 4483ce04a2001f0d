package dev.doorbell.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a class that makes or extends a replaced one.
 *
 * @param bytes the new class file
 * @param sites {@code new} and constructor references that were changed, by the simple name of the
 *     JDK's class
 * @param superclass simple name of the JDK's class that it extended, or null
 * @param kept constructor references that were left alone because their lambda is serializable: its
 *     serial form names the class
 */
record Rewriting(byte[] bytes, Map<String, Integer> sites, @Nullable String superclass, int kept) {
  /** Whether anything is different. */
  boolean changed() {
    return superclass != null || !sites.isEmpty();
  }
}
