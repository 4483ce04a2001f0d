package dev.doorbell.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes that are replaced, and by what; internal names (JVMS section 4.2.1). */
final class Replacements {
  static final String JDK_PACKAGE = "java/util/zip/";
  static final String OUR_PACKAGE = "dev/doorbell/codec/";

  /** The lengths of the shortest and the longest internal name below: what a scan may skip. */
  static final int SHORTEST = (JDK_PACKAGE + "Deflater").length();

  static final int LONGEST = (JDK_PACKAGE + "DeflaterOutputStream").length();

  private static final Map<String, String> TABLE =
      Map.ofEntries(
          row("Deflater"),
          row("Inflater"),
          row("DeflaterOutputStream"),
          row("InflaterInputStream"),
          row("GZIPOutputStream"),
          row("GZIPInputStream"),
          row("ZipOutputStream"),
          row("ZipInputStream"));

  private Replacements() {}

  private static Map.Entry<String, String> row(String simpleName) {
    return Map.entry(
        JDK_PACKAGE.concat(simpleName), OUR_PACKAGE.concat("Offload").concat(simpleName));
  }

  /** Our class for the JDK's, or null for any other name. */
  static @Nullable String of(String internalName) {
    return TABLE.get(internalName);
  }

  /** The JDK's class without its package. */
  static String simpleName(String internalName) {
    return internalName.substring(JDK_PACKAGE.length());
  }

  /** The JDK's classes. */
  static Iterable<String> names() {
    return TABLE.keySet();
  }
}
