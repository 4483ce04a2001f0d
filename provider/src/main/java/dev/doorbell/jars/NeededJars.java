package dev.doorbell.jars;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The jars without which ours cannot work: in the folder of our jar, in {@code lib} beneath it, or
 * else on the application's class path. Looking for files is all that is done here; nothing is
 * opened but our own jar.
 *
 * <p>Not by the manifest's Class-Path: that would hold wherever the jar is a mere dependency, and
 * make javac complain of files that are not there.
 */
public final class NeededJars {
  /** The manifest's attribute with the names of all files, separated by spaces. */
  public static final String ATTRIBUTE = "Doorbell-Agent-Needs";

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

  private final List<File> files;
  private final List<String> missing;

  private NeededJars(List<File> files, List<String> missing) {
    this.files = files;
    this.missing = missing;
  }

  /** Looks for all of them. */
  public static NeededJars find() {
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
    return new NeededJars(files, missing);
  }

  /** Those that lie beside our jar or in lib; what is on the class path only is not among them. */
  public List<File> files() {
    return files;
  }

  /** The artifacts that are nowhere; for people, and empty if nothing is missing. */
  public List<String> missing() {
    return missing;
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

  /** Our jar, or our folder of classes; null if it has no place. */
  public static @Nullable File home() {
    CodeSource source = NeededJars.class.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? null
          : new File(source.getLocation().toURI()).getAbsoluteFile();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null; // not a file
    }
  }
}
