package dev.doorbell.offload.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * One deliberate fault in the source of one production class. It is compiled in memory and lives in
 * a class loader of its own: nothing in production can be switched to it.
 *
 * @param name what is missing, for people
 * @param className relative to dev.doorbell.offload
 * @param original text that occurs exactly once in the source
 * @param replacement what stands there instead
 * @param withinSeeds the simulation finds it within so many seeds, from seed 0 on
 */
record Mutation(
    String name, String className, String original, String replacement, int withinSeeds) {
  private static final String ROOT = "dev.doorbell.offload.";
  private static final Path SOURCES = Path.of("src/main/java");

  /** The class files of the mutated class and of those nested in it, by class name. */
  Map<String, byte[]> compile() {
    String full = ROOT + className;
    String source = read(SOURCES.resolve(full.replace('.', '/') + ".java"));
    int at = source.indexOf(original);
    if (at < 0 || source.indexOf(original, at + 1) >= 0) {
      throw new AssertionError(
          "mutation \"" + name + "\": its text has to occur once in " + className);
    }
    return compile(full, source.replace(original, replacement));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> compile(String full, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("string:///" + full.replace('.', '/') + ".java"),
            JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    Map<String, ClassFile> made = new HashMap<>();
    try (StandardJavaFileManager standard =
        compiler.getStandardFileManager(messages, Locale.ROOT, null)) {
      JavaFileManager files =
          new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String name,
                JavaFileObject.Kind kind,
                FileObject sibling) {
              return made.computeIfAbsent(name, ClassFile::new);
            }
          };
      standard.setLocationFromPaths(
          StandardLocation.CLASS_PATH,
          List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).stream()
              .map(Path::of)
              .toList());
      boolean compiled =
          compiler
              .getTask(null, files, messages, List.of("-proc:none", "-nowarn"), null, List.of(unit))
              .call();
      if (!compiled) {
        throw new AssertionError("mutation \"" + name + "\" does not compile: " + errors(messages));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> bytes = new HashMap<>();
    made.forEach((each, file) -> bytes.put(each, file.bytes.toByteArray()));
    return bytes;
  }

  private static String errors(DiagnosticCollector<JavaFileObject> messages) {
    StringBuilder text = new StringBuilder();
    for (Diagnostic<?> message : messages.getDiagnostics()) {
      if (message.getKind() == Diagnostic.Kind.ERROR) {
        text.append(message).append('\n');
      }
    }
    return text.toString();
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();

    ClassFile(String name) {
      super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public java.io.OutputStream openOutputStream() {
      return bytes;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
