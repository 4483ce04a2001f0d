package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as the JVM starts it: jars, options, modules, class loaders. */
class AgentStartTest {
  private static final String PROGRAM =
      """
      package org.example;
      import java.io.*; import java.util.zip.*;
      public class Program {
        public static void main(String[] args) throws Exception {
          var bytes = new ByteArrayOutputStream();
          try (OutputStream out = new GZIPOutputStream(bytes)) { out.write(new byte[5000]); }
          InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()));
          System.out.println(in.getClass().getName() + " " + in.readAllBytes().length);
        }
      }
      """;
  private static final String OURS = "dev.doorbell.codec.OffloadGZIPInputStream 5000\n";
  private static final String JDKS = "java.util.zip.GZIPInputStream 5000\n";

  @TempDir private Path folder;
  private ChildJvm jvm;

  @BeforeEach
  void prepare() throws IOException {
    jvm = new ChildJvm(folder);
  }

  @Test
  void findsItsSiblingsInItsFolder() throws Exception {
    Path classes = jvm.withSiblings(".").compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent(null).run("-cp", classes.toString(), "org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
    assertFalse(result.err().contains("Doorbell agent"), result::toString);
  }

  @Test
  void findsItsSiblingsInLibBelowItsFolder() throws Exception {
    Path classes = jvm.withSiblings("lib").compile(PROGRAM);
    assertEquals(
        OURS, jvm.withAgent("").run("-cp", classes.toString(), "org.example.Program").out());
  }

  @Test
  void findsItsSiblingsOnTheApplicationsClassPath() throws Exception {
    Path classes = jvm.compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent(null)
            .run(
                "-cp",
                classes + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                "org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
  }

  @Test
  void saysWhatIsMissingAndLeavesTheApplicationAlone() throws Exception {
    Path classes = jvm.withSiblings(".", "doorbell-fallback", "zstd").compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent("verbose,provider").run("-cp", classes.toString(), "org.example.Program");
    assertEquals(JDKS, result.out(), result::toString);
    assertEquals(
        "Doorbell agent: nothing is rewritten: doorbell-fallback, zstd-jni neither on the class path nor beside "
            + jvm.agent()
            + "\n",
        result.err());
    assertEquals(0, result.status());
  }

  @Test
  void namesBadOptionsAndStartsTheApplication() throws Exception {
    Path classes = jvm.withSiblings(".").compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent("include,verbos,provider=maybe,report=" + folder.resolve("none/report"))
            .run("-cp", classes.toString(), "org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
    for (String line :
        List.of(
            "Doorbell agent: include needs names",
            "Doorbell agent: verbos is no option",
            "Doorbell agent: provider=maybe, allowed: true, false",
            "Doorbell agent: cannot write to " + folder.resolve("none/report"),
            "Doorbell agent: 1 classes rewritten (GZIPInputStream 1, GZIPOutputStream 1), 0 left alone")) {
      assertTrue(result.err().contains(line), () -> line + " is not in\n" + result);
    }
  }

  @Test
  void reportsToAFile() throws Exception {
    Path classes = jvm.withSiblings(".").compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent("verbose=" + folder.resolve("report-%p.txt"))
            .run("-cp", classes.toString(), "org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
    assertFalse(result.err().contains("Doorbell agent"), result::toString);
    try (Stream<Path> files = Files.list(folder)) {
      Path report =
          files
              .filter(each -> each.getFileName().toString().matches("report-\\d+\\.txt"))
              .findFirst()
              .orElseThrow();
      String text = Files.readString(report);
      assertTrue(
          text.contains("rewrote org.example.Program (app): GZIPInputStream 1, GZIPOutputStream 1"),
          text);
      assertTrue(text.contains("jobs DEFLATE_RAW on software, NO_DEVICE: 1, "), text);
    }
  }

  @Test
  void startsOnce() throws Exception {
    Path classes = jvm.withSiblings(".").compile(PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent(null)
            .withAgent("verbose")
            .run("-cp", classes.toString(), "org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
    assertTrue(result.err().contains("runs already in this process"), result::toString);
  }

  @Test
  void installsTheProviderWhenAsked() throws Exception {
    Path classes =
        jvm.withSiblings(".")
            .compile(
                """
                package org.example;
                public class Program {
                  public static void main(String[] args) throws Exception {
                    System.out.println(java.security.Security.getProviders()[0].getName() + " "
                        + javax.crypto.Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName());
                  }
                }
                """);
    assertEquals(
        "Doorbell Doorbell\n",
        jvm.withAgent("provider=true").run("-cp", classes.toString(), "org.example.Program").out());
  }

  @Test
  void rewritesClassesOfNamedModules() throws Exception {
    Path classes = jvm.withSiblings(".").compile("module org.example.app { }", PROGRAM);
    ChildJvm.Result result =
        jvm.withAgent(null)
            .run("-p", classes.toString(), "-m", "org.example.app/org.example.Program");
    assertEquals(OURS, result.out(), result::toString);
  }

  @Test
  void leavesIsolatedLoadersAloneAndCountsIt() throws Exception {
    Path classes =
        jvm.withSiblings(".")
            .compile(
                PROGRAM,
                """
                package org.example;
                import java.net.*; import java.nio.file.*;
                public class Host {
                  public static void main(String[] args) throws Exception {
                    URL[] urls = {Path.of(args[0]).toUri().toURL()};
                    for (ClassLoader parent : new ClassLoader[] {ClassLoader.getPlatformClassLoader(), null, Host.class.getClassLoader()}) {
                      try (URLClassLoader loader = new URLClassLoader(urls, parent)) {
                        loader.loadClass("org.example.Program").getMethod("main", String[].class).invoke(null, (Object) null);
                      }
                    }
                  }
                }
                """);
    ChildJvm.Result result =
        jvm.withAgent("report")
            .run("-cp", classes.toString(), "org.example.Host", classes.toString());
    assertEquals(JDKS + JDKS + OURS, result.out(), result::toString);
    assertTrue(result.err().contains("2 left alone (NOT_VISIBLE 2)"), result::toString);
  }

  @Test
  void reachesClassesThatAreLoadedAfterItWasAttached() throws Exception {
    Path classes =
        jvm.withSiblings(".")
            .compile(
                PROGRAM,
                """
                package org.example;
                public class Host {
                  public static void main(String[] args) throws Exception {
                    System.out.println(new java.util.zip.Deflater().getClass().getName());
                    var vm = com.sun.tools.attach.VirtualMachine.attach("" + ProcessHandle.current().pid());
                    vm.loadAgent(args[0], "report");
                    vm.detach();
                    System.out.println(new java.util.zip.Deflater().getClass().getName());
                    Program.main(null);
                  }
                }
                """);
    ChildJvm.Result result =
        jvm.with("-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading")
            .run("-cp", classes.toString(), "org.example.Host", jvm.agent().toString());
    assertEquals(
        "java.util.zip.Deflater\njava.util.zip.Deflater\n" + OURS, result.out(), result::toString);
  }

  @Test
  void aSystemClassLoaderThatInflatesMayLoadWhatOpeningNeeds() throws Exception {
    // Opening logs, logging loads the configuration's class, which this loader inflates: the
    // recursion that an application with its own launcher can run into.
    Path classes =
        jvm.withSiblings(".")
            .compile(
                PROGRAM,
                """
                package org.example;
                import java.io.*; import java.util.zip.*;
                public class Launcher extends ClassLoader {
                  static String seen = "";
                  public Launcher(ClassLoader parent) { super("launcher", parent); }
                  void appendToClassPathForInstrumentation(String file) {}
                  @Override protected Class<?> findClass(String name) throws ClassNotFoundException {
                    if (!name.equals("config.Logging")) { throw new ClassNotFoundException(name); }
                    try {
                      byte[] bytes = Unpacking.unpack(getResourceAsStream("logging.zz"));
                      return defineClass(name, bytes, 0, bytes.length);
                    } catch (IOException e) {
                      throw new ClassNotFoundException(name, e);
                    }
                  }
                  // Loaded when it is used, after the agent's start.
                  static class Unpacking {
                    static byte[] unpack(InputStream packed) throws IOException {
                      try (InputStream in = new InflaterInputStream(packed)) {
                        byte[] bytes = in.readAllBytes();
                        System.out.println("inflated by " + in.getClass().getSimpleName());
                        return bytes;
                      }
                    }
                  }
                }
                """);
    byte[] config =
        Snippets.compile("package config; public class Logging { }").get("config.Logging");
    try (var out =
        new java.util.zip.DeflaterOutputStream(
            Files.newOutputStream(classes.resolve("logging.zz")))) {
      out.write(config);
    }
    ChildJvm.Result result =
        jvm.withAgent("report")
            .with(
                "-Djava.system.class.loader=org.example.Launcher",
                "-Djava.util.logging.config.class=config.Logging")
            .run(
                "-cp",
                classes + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                "org.example.Program");
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.out().endsWith(OURS), result::toString);
    assertTrue(result.out().contains("inflated by OffloadInflaterInputStream"), result::toString);
  }

  @Test
  void withoutASoftwareEngineTheCodecIsTheJdks() throws Exception {
    // The agent refuses to start then; code that names our classes itself must work, too.
    Path classes =
        jvm.withSiblings(".", "doorbell-fallback")
            .compile(
                """
                package org.example;
                import java.io.*; import dev.doorbell.codec.*;
                public class Program {
                  public static void main(String[] args) throws Exception {
                    byte[] data = "again and ".repeat(9000).getBytes();
                    for (int i = 0; i < 2; i++) {
                      var gz = new ByteArrayOutputStream();
                      try (var out = new OffloadGZIPOutputStream(gz)) { out.write(data); }
                      var zip = new ByteArrayOutputStream();
                      try (var out = new OffloadZipOutputStream(zip)) { out.putNextEntry(new java.util.zip.ZipEntry("x")); out.write(data); }
                      var zin = new OffloadZipInputStream(new ByteArrayInputStream(zip.toByteArray()));
                      zin.getNextEntry();
                      var z = new ByteArrayOutputStream();
                      try (var out = new OffloadDeflaterOutputStream(z)) { out.write(data); }
                      try (var deflater = new OffloadDeflater(9, true); var inflater = new OffloadInflater(true)) {
                        byte[] out = new byte[data.length];
                        for (int round = 0; round < 2; round++) {
                          deflater.setInput(data); deflater.finish();
                          int n = deflater.deflate(out);
                          inflater.setInput(out, 0, n);
                          System.out.print(inflater.inflate(new byte[data.length]) + " " + deflater.getBytesRead() + " " + inflater.finished() + " ");
                          deflater.reset(); inflater.reset();
                        }
                      }
                      System.out.println(new OffloadGZIPInputStream(new ByteArrayInputStream(gz.toByteArray())).readAllBytes().length + " "
                          + zin.readAllBytes().length + " " + new OffloadInflaterInputStream(new ByteArrayInputStream(z.toByteArray())).readAllBytes().length
                          + " " + SharedOffload.ifOpen().isPresent());
                    }
                  }
                }
                """);
    ChildJvm.Result result =
        jvm.run("-cp", classes + java.io.File.pathSeparator + folder + "/*", "org.example.Program");
    String line = "90000 90000 true 90000 90000 true 90000 90000 90000 false\n";
    assertEquals(line + line, result.out(), result::toString);
    assertTrue(result.err().contains("works without Doorbell"), result::toString);
  }
}
