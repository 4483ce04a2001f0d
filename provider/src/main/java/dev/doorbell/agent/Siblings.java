package dev.doorbell.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The jars without which ours cannot work. They are on the application's class path, or else in the
 * folder of the agent's jar or in {@code lib} beneath it.
 *
 * <p>Not by the manifest's Class-Path: that would hold wherever the jar is a mere dependency, and
 * make javac complain of files that are not there.
 */
final class Siblings {
  /** The manifest's attribute with the names of all files, separated by spaces. */
  static final String ATTRIBUTE = "Doorbell-Agent-Needs";

  /** An artifact, and a class that shows that it is there. */
  private record Sibling(String artifact, String marker) {}

  private static final List<Sibling> ALL =
      List.of(
          new Sibling("doorbell-offload-core", "dev/doorbell/offload/Offload.class"),
          new Sibling("doorbell-fallback", "dev/doorbell/fallback/SoftwareEngines.class"),
          new Sibling("bcprov-jdk18on", "org/bouncycastle/jce/provider/BouncyCastleProvider.class"),
          new Sibling("zstd-jni", "com/github/luben/zstd/Zstd.class"));

  private Siblings() {}

  /**
   * Adds what is not there to the system class loader.
   *
   * @return what is still missing, for people; empty if nothing
   */
  static List<String> complete(Instrumentation instrumentation) {
    List<String> missing = new ArrayList<>();
    List<String> files = null;
    for (Sibling sibling : ALL) {
      if (!isThere(sibling)) {
        if (files == null) {
          files = fileNames();
        }
        if (!add(sibling, files, instrumentation)) {
          missing.add(sibling.artifact());
        }
      }
    }
    return missing;
  }

  private static boolean isThere(Sibling sibling) {
    return ClassLoader.getSystemResource(sibling.marker()) != null;
  }

  private static boolean add(Sibling sibling, List<String> files, Instrumentation instrumentation) {
    File home = home();
    File folder = home == null ? null : home.getParentFile();
    for (String name : files) {
      if (folder != null && name.startsWith(sibling.artifact().concat("-"))) {
        for (File file :
            new File[] {new File(folder, name), new File(new File(folder, "lib"), name)}) {
          if (file.isFile() && append(file, instrumentation)) {
            return isThere(sibling);
          }
        }
      }
    }
    return false;
  }

  private static boolean append(File file, Instrumentation instrumentation) {
    try (JarFile jar = new JarFile(file)) {
      instrumentation.appendToSystemClassLoaderSearch(jar);
      return true;
    } catch (IOException | RuntimeException e) {
      return false; // not a jar, or a system class loader that takes none
    }
  }

  private static List<String> fileNames() {
    File home = home();
    if (home == null || !home.isFile()) {
      return List.of();
    }
    try (JarFile jar = new JarFile(home)) {
      Manifest manifest = jar.getManifest();
      String names = manifest == null ? null : manifest.getMainAttributes().getValue(ATTRIBUTE);
      return names == null ? List.of() : List.of(names.strip().split("\\s+"));
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
