package dev.doorbell.agent;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources in memory: programs as others write them, outside our packages. */
final class Snippets {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("public (?:final |abstract )*(?:class|interface|enum|record) (\\w+)");

  private Snippets() {}

  /** Class files by binary name; each source has one public type. */
  static Map<String, byte[]> compile(String... sources) {
    return compile(List.of(), sources);
  }

  static Map<String, byte[]> compile(List<String> options, String... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> made = new LinkedHashMap<>();
    StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
    JavaFileManager memory =
        new ForwardingJavaFileManager<>(files) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            made.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
              @Override
              public OutputStream openOutputStream() {
                return bytes;
              }
            };
          }
        };
    List<JavaFileObject> units = new ArrayList<>();
    for (String source : sources) {
      units.add(
          new SimpleJavaFileObject(
              URI.create("memory:///" + path(source)), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
              return source;
            }
          });
    }
    StringWriter messages = new StringWriter();
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-proc:none", "-g"));
    if (!compiler.getTask(messages, memory, null, all, null, units).call()) {
      throw new IllegalArgumentException(messages.toString());
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    made.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static String path(String source) {
    if (source.startsWith("module ")) {
      return "module-info.java";
    }
    Matcher type = TYPE.matcher(source);
    if (!type.find()) {
      throw new IllegalArgumentException("no public type in " + source);
    }
    Matcher of = PACKAGE.matcher(source);
    return (of.find() ? of.group(1).replace('.', '/') + "/" : "") + type.group(1) + ".java";
  }
}
