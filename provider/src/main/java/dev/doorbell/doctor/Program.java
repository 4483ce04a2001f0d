package dev.doorbell.doctor;

import dev.doorbell.jars.NeededJars;
import java.io.File;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the jars that belong to ours into view, and then starts the command. Uses no class that is
 * in one of them.
 */
final class Program {
  private static final String CORE = "dev.doorbell.offload.Offload";
  private static final String COMMAND = "dev.doorbell.doctor.Commands";

  private Program() {}

  static void main(String[] args) throws ReflectiveOperationException {
    ClassLoader loader = loader(args);
    int status =
        loader == null
            ? Main.CANNOT_RUN
            : (int)
                Class.forName(COMMAND, true, loader)
                    .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
                    .invoke(null, args, System.out, System.err);
    System.out.flush();
    System.exit(status);
  }

  /**
   * Whose classes see all that is needed; null, with a word to the user, where something is not
   * there.
   */
  private static @Nullable ClassLoader loader(String[] args) {
    NeededJars jars = NeededJars.find();
    if (!jars.missing().isEmpty()) {
      Main.sayCannotRun(
          args,
          "JARS_MISSING",
          String.join(", ", jars.missing())
              + " neither on the class path nor beside "
              + NeededJars.home(),
          "put the jars that come with doorbell-provider into its folder, or into lib beneath it");
      return null;
    }
    ClassLoader own = Program.class.getClassLoader();
    File home = NeededJars.home();
    if (sees(own) || home == null) {
      return own;
    }
    List<URL> urls = new ArrayList<>();
    try {
      urls.add(home.toURI().toURL());
      for (File file : jars.files()) {
        urls.add(file.toURI().toURL());
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file without an address beside " + home, e);
    }
    // Not beneath the application's loader: our own classes have to be those that see the others.
    return new URLClassLoader(
        "doorbell", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static boolean sees(@Nullable ClassLoader loader) {
    try {
      Class.forName(CORE, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }
}
