package dev.doorbell.offload.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * A second, private copy of the module's classes: the driver's woven by {@link Weaver}, the twin's
 * and the simulated world's as they are, and where a mutation is under test, one of them mutated.
 */
final class SimLoader extends ClassLoader {
  private static final String OURS = "dev.doorbell.offload.";
  private static final String HOST = OURS + "sim.";
  private static final String WORLD = HOST + "world.";

  private final Map<String, byte[]> mutated;
  private final Map<Integer, String> pointNames = new HashMap<>();

  /**
   * @param mutated class files that take the place of the real ones, by class name
   */
  SimLoader(Map<String, byte[]> mutated) {
    super("simulation", SimLoader.class.getClassLoader());
    this.mutated = Map.copyOf(mutated);
  }

  /** Places of the points woven in so far, for traces. */
  Map<Integer, String> pointNames() {
    return pointNames;
  }

  /** The world's one entry: runs a seed, or with a negative sign and trace. */
  @SuppressWarnings("unchecked")
  LongFunction<Map<String, Object>> runner(boolean threads, boolean trace) {
    try {
      return (LongFunction<Map<String, Object>>)
          loadClass(WORLD + "Runner")
              .getConstructor(boolean.class, boolean.class)
              .newInstance(threads, trace);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the world does not start", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.startsWith(HOST) && !name.startsWith(WORLD)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = mutated.get(name);
    if (bytes == null) {
      bytes = read(name);
    }
    if (isWoven(name)) {
      bytes = new Weaver(bytes, pointNames).weave();
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The driver: everything that runs on a caller's thread or on the binding's. Of the twin only
   * what touches files.
   */
  static boolean isWoven(String name) {
    String rest = name.substring(OURS.length());
    return !name.endsWith("Probe")
        && (rest.startsWith("queue.")
            || rest.startsWith("memory.")
            || rest.startsWith("binding.")
            || rest.startsWith("dispatch.")
            || rest.startsWith("device.hisi.")
            || rest.startsWith("device.uacce.")
            || rest.equals("device.twin.SysfsTree"));
  }
}
