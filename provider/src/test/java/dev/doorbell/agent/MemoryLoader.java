package dev.doorbell.agent;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads class files from memory; in the JVM's place it shows them to a transformer first, if it has
 * one.
 */
class MemoryLoader extends ClassLoader {
  private final Map<String, byte[]> classes = new ConcurrentHashMap<>();
  private final CodecTransformer transformer;
  private final ProtectionDomain domain;

  static {
    registerAsParallelCapable();
  }

  MemoryLoader(
      Map<String, byte[]> classes,
      ClassLoader parent,
      CodecTransformer transformer,
      CodeSource source) {
    super("memory", parent);
    this.classes.putAll(classes);
    this.transformer = transformer;
    this.domain = new ProtectionDomain(source, null);
  }

  MemoryLoader(Map<String, byte[]> classes, CodecTransformer transformer) {
    this(classes, MemoryLoader.class.getClassLoader(), transformer, null);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    if (transformer != null) {
      byte[] changed =
          transformer.transform(
              getUnnamedModule(), this, name.replace('.', '/'), null, domain, bytes);
      bytes = changed == null ? bytes : changed;
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  /** What the static method {@code run()} of that class returns. */
  Object run(String name) throws ReflectiveOperationException {
    var method = loadClass(name).getDeclaredMethod("run");
    method.setAccessible(true);
    return method.invoke(null);
  }
}
