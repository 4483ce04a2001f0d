package dev.doorbell.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The jars without which ours cannot work: in the folder of the agent's jar, in {@code lib} beneath
 * it, or else on the application's class path. Looking for files is all that is done at the start;
 * opening the jars, which takes longer than all the rest of it, waits for a class that needs them.
 *
 * <p>Not by the manifest's Class-Path: that would hold wherever the jar is a mere dependency, and
 * make javac complain of files that are not there.
 */
final class Siblings {
  /** The manifest's attribute with the names of all files, separated by spaces. */
  static final String ATTRIBUTE = "Doorbell-Agent-Needs";

  /** An artifact, a class that shows that it is there, and whether nothing works without it. */
  private record Sibling(String artifact, String marker, boolean needed) {}

  private static final List<Sibling> ALL =
      List.of(
          new Sibling("doorbell-offload-core", "dev/doorbell/offload/Offload.class", true),
          new Sibling("doorbell-fallback", "dev/doorbell/fallback/SoftwareEngines.class", true),
          new Sibling(
              "bcprov-jdk18on", "org/bouncycastle/jce/provider/BouncyCastleProvider.class", true),
          new Sibling("zstd-jni", "com/github/luben/zstd/Zstd.class", true),
          new Sibling("HdrHistogram", "org/HdrHistogram/Histogram.class", false));

  private final Instrumentation instrumentation;
  private final List<File> files;
  private final List<String> missing;
  private volatile boolean supplied;

  private Siblings(Instrumentation instrumentation, List<File> files, List<String> missing) {
    this.instrumentation = instrumentation;
    this.files = files;
    this.missing = missing;
    supplied = files.isEmpty();
  }

  /** Looks for all of them; opens none. */
  static Siblings find(Instrumentation instrumentation) {
    List<File> files = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    File home = home();
    File folder = home == null ? null : home.getParentFile();
    List<String> names = fileNames(home);
    for (Sibling sibling : ALL) {
      File file = folder == null ? null : file(sibling, folder, names);
      if (file != null) {
        files.add(file);
      } else if (sibling.needed() && ClassLoader.getSystemResource(sibling.marker()) == null) {
        missing.add(sibling.artifact());
      }
    }
    return new Siblings(instrumentation, files, missing);
  }

  private static @Nullable File file(Sibling sibling, File folder, List<String> names) {
    for (String name : names) {
      if (name.startsWith(sibling.artifact().concat("-"))) {
        File beside = new File(folder, name);
        File below = new File(new File(folder, "lib"), name);
        return beside.isFile() ? beside : below.isFile() ? below : null;
      }
    }
    return null;
  }

  /** For people; empty if nothing is missing. */
  List<String> missing() {
    return missing;
  }

  /**
   * Adds the files behind the application's class path, whose own copies come first. Any thread:
   * adding a file twice does no harm, and whoever returns from here finds all.
   */
  // The system class loader opens the same files at once: until then it is cheaper to leave them
  // open.
  @SuppressWarnings("resource")
  void supply() throws IOException {
    if (!supplied) {
      for (File file : files) {
        instrumentation.appendToSystemClassLoaderSearch(new JarFile(file));
      }
      supplied = true;
    }
  }

  private static List<String> fileNames(@Nullable File home) {
    if (home == null || !home.isFile()) {
      return List.of();
    }
    try (JarFile jar = new JarFile(home)) {
      Manifest manifest = jar.getManifest();
      String value = manifest == null ? null : manifest.getMainAttributes().getValue(ATTRIBUTE);
      List<String> names = new ArrayList<>();
      StringTokenizer tokens = new StringTokenizer(value == null ? "" : value, " ");
      while (tokens.hasMoreTokens()) {
        names.add(tokens.nextToken());
      }
      return names;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The agent's jar, or its folder of classes; null if it has no place. */
  static @Nullable File home() {
    CodeSource source = Siblings.class.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? null
          : new File(source.getLocation().toURI()).getAbsoluteFile();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null; // not a file
    }
  }
}
