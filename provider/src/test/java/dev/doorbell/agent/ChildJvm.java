package dev.doorbell.agent;

import dev.doorbell.jars.NeededJars;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Programs in a JVM of their own, with the built classes as the agent's jar. */
public final class ChildJvm {
  private static final Map<String, String> MARKERS =
      Map.of(
          "doorbell-offload-core", "dev.doorbell.offload.Offload",
          "doorbell-fallback", "dev.doorbell.fallback.SoftwareEngines",
          "bcprov-jdk18on", "org.bouncycastle.jce.provider.BouncyCastleProvider",
          "zstd-jni", "com.github.luben.zstd.Zstd",
          "HdrHistogram", "org.HdrHistogram.Histogram");

  private final Path folder;
  private final Path agent;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

  /** What a program left behind. */
  public record Result(int status, String out, String err) {
    @Override
    public String toString() {
      return "status " + status + "\nout:\n" + out + "\nerr:\n" + err;
    }
  }

  public ChildJvm(Path folder) throws IOException {
    this.folder = folder;
    agent = folder.resolve("doorbell-provider-under-test.jar");
    Path classes = home(DoorbellAgent.class.getName());
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, agent);
    } else {
      pack(classes, agent);
    }
  }

  /** Puts what the manifest asks for into a folder, whose default is the agent's own. */
  public ChildJvm withSiblings(String below, String... without) throws IOException {
    Path into = Files.createDirectories(folder.resolve(below));
    try (var jar = new java.util.jar.JarFile(agent.toFile())) {
      String needs = jar.getManifest().getMainAttributes().getValue(NeededJars.ATTRIBUTE);
      for (String name : needs.split("\\s+")) {
        if (Stream.of(without).noneMatch(name::startsWith)) {
          String artifact =
              MARKERS.keySet().stream().filter(name::startsWith).findFirst().orElseThrow();
          Path home = home(MARKERS.get(artifact));
          if (Files.isRegularFile(home)) {
            Files.copy(home, into.resolve(name));
          } else {
            pack(home, into.resolve(name));
          }
        }
      }
    }
    return this;
  }

  /** The program's classes, in the folder {@code classes}. */
  Path compile(String... sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    for (Map.Entry<String, byte[]> each : Snippets.compile(sources).entrySet()) {
      Path file = classes.resolve(each.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
    return classes;
  }

  /** Adds arguments of the JVM. */
  public ChildJvm with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Sets a variable of its environment. */
  public ChildJvm withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Another JVM than the test's own. */
  public ChildJvm withJava(Path executable) {
    java = executable;
    return this;
  }

  ChildJvm withAgent(String options) {
    return with("-javaagent:" + agent + (options == null ? "" : "=" + options));
  }

  public Path agent() {
    return agent;
  }

  /** Runs to the end, or fails after two minutes. */
  public Result run(String... program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(arguments);
    command.addAll(List.of(program));
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError("still running: " + command);
      }
    } finally {
      process.destroyForcibly();
    }
    return new Result(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  private static Path home(String className) {
    try {
      return Path.of(
          Class.forName(className, false, ChildJvm.class.getClassLoader())
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI());
    } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
      throw new AssertionError(className, e);
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    Path manifestFile = classes.resolve("META-INF/MANIFEST.MF");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    if (Files.exists(manifestFile)) {
      try (var in = Files.newInputStream(manifestFile)) {
        manifest = new Manifest(in);
      }
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file :
          files.filter(Files::isRegularFile).filter(each -> !each.equals(manifestFile)).toList()) {
        entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
        entries.closeEntry();
      }
    }
  }
}
