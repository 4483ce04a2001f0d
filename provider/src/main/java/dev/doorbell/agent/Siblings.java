package dev.doorbell.agent;

import dev.doorbell.jars.NeededJars;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The jars without which ours cannot work, on their way into the application. Opening them, which
 * takes longer than all the rest of the agent's start, waits for a class that needs them.
 */
final class Siblings {
  private final Instrumentation instrumentation;
  private final NeededJars jars;
  private volatile boolean supplied;

  private Siblings(Instrumentation instrumentation, NeededJars jars) {
    this.instrumentation = instrumentation;
    this.jars = jars;
    supplied = jars.files().isEmpty();
  }

  /** Looks for all of them; opens none. */
  static Siblings find(Instrumentation instrumentation) {
    return new Siblings(instrumentation, NeededJars.find());
  }

  /** For people; empty if nothing is missing. */
  List<String> missing() {
    return jars.missing();
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
      for (File file : jars.files()) {
        instrumentation.appendToSystemClassLoaderSearch(new JarFile(file));
      }
      supplied = true;
    }
  }

  /** The agent's jar, or its folder of classes; null if it has no place. */
  static @Nullable File home() {
    return NeededJars.home();
  }
}
