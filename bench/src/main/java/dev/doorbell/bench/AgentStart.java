package dev.doorbell.bench;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What the agent adds to the start of a program that loads 5,000 classes: generates them, and
 * starts a JVM that loads them and calls each method once, by turns without any agent, with one
 * that does nothing, which shows the JVM's own share, and with ours. Ten of the classes have a
 * {@code new Deflater} that is never reached, so that the rewriting itself is part of the figure
 * and opening devices is not. Needs no library: {@code java AgentStart.java AGENT_JAR [RUNS
 * [LIBRARY_JAR...]]}; with libraries it loads all of their classes in place of the generated ones.
 */
public final class AgentStart {
  private static final int CLASSES = 5_000;
  private static final int METHODS = 12;
  private static final String PACKAGE = "org.example.generated";
  private static final ClassDesc DEFLATER = ClassDesc.of("java.util.zip.Deflater");

  private AgentStart() {}

  /** The program: loads what it is told to, and prints the processor time that the process took. */
  public static final class Loads {
    private Loads() {}

    public static void main(String[] args) throws ClassNotFoundException, IOException {
      if (args.length > 1) {
        for (String name : Files.readAllLines(Path.of(args[1]))) {
          try {
            Class.forName(name);
          } catch (LinkageError needsWhatIsNotThere) {
            // Counts all the same: it was read and looked at.
          }
        }
      } else {
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
          Class.forName(PACKAGE.concat(".C").concat(Integer.toString(i)));
        }
      }
      System.out.println(
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis());
    }
  }

  /** An agent that looks at each class and does nothing. */
  public static final class Idle implements ClassFileTransformer {
    private Idle() {}

    public static void premain(String options, Instrumentation instrumentation) {
      instrumentation.addTransformer(new Idle());
    }

    @Override
    public byte[] transform(
        Module module,
        ClassLoader loader,
        String name,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      return null;
    }
  }

  private record Run(long wallMs, long cpuMs) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path agent = Path.of(args[0]).toAbsolutePath();
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    Path folder = Files.createTempDirectory("agent-start");
    Path program = folder.resolve("program.jar");
    Path idle = folder.resolve("idle.jar");
    Path names = folder.resolve("names");
    List<String> libraries = List.of(args).subList(Math.min(2, args.length), args.length);
    try {
      generate(program);
      Files.write(names, classes(libraries));
      idleAgent(idle);
      List<Run> without = new ArrayList<>();
      List<Run> withIdle = new ArrayList<>();
      List<Run> with = new ArrayList<>();
      for (int i = -1; i < runs; i++) {
        Run first = run(program, libraries, names);
        Run second = run(program, libraries, names, "-javaagent:" + idle);
        Run third = run(program, libraries, names, "-javaagent:" + agent);
        if (i >= 0) { // the first round fills the file cache
          without.add(first);
          withIdle.add(second);
          with.add(third);
        }
      }
      print("no agent", without, without);
      print("an agent that does nothing", withIdle, without);
      print("ours", with, without);
    } finally {
      Files.deleteIfExists(program);
      Files.deleteIfExists(idle);
      Files.deleteIfExists(names);
      Files.deleteIfExists(errors(program));
      Files.delete(folder);
    }
  }

  private static void print(String name, List<Run> runs, List<Run> base) {
    long[] wall = sorted(runs, false);
    long[] cpu = sorted(runs, true);
    System.out.printf(
        "%-27s wall %d ms (%d to %d) %+.1f %%, processor %d ms (%d to %d) %+.1f %%%n",
        name,
        median(runs, false),
        wall[0],
        wall[wall.length - 1],
        added(runs, base, false),
        median(runs, true),
        cpu[0],
        cpu[cpu.length - 1],
        added(runs, base, true));
  }

  private static double added(List<Run> runs, List<Run> base, boolean cpu) {
    return 100.0 * (median(runs, cpu) - median(base, cpu)) / median(base, cpu);
  }

  private static void idleAgent(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Idle.class.getName());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      add(jar, Idle.class.getName(), bytesOf(Idle.class));
    }
  }

  private static byte[] bytesOf(Class<?> type) throws IOException {
    try (var in =
        AgentStart.class
            .getClassLoader()
            .getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  private static long[] sorted(List<Run> runs, boolean cpu) {
    long[] all = runs.stream().mapToLong(run -> cpu ? run.cpuMs() : run.wallMs()).toArray();
    Arrays.sort(all);
    return all;
  }

  private static long median(List<Run> runs, boolean cpu) {
    long[] all = sorted(runs, cpu);
    return (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
  }

  private static List<String> classes(List<String> jars) throws IOException {
    List<String> names = new ArrayList<>();
    for (String file : jars) {
      try (JarFile jar = new JarFile(file)) {
        jar.stream()
            .map(JarEntry::getName)
            .filter(name -> name.endsWith(".class") && !name.contains("-"))
            .forEach(name -> names.add(name.substring(0, name.lastIndexOf('.')).replace('/', '.')));
      }
    }
    return names;
  }

  /** What the programs say there, which libraries do without need. */
  private static Path errors(Path program) {
    return program.resolveSibling("errors");
  }

  private static Run run(Path jar, List<String> libraries, Path names, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    List<String> classPath = new ArrayList<>(libraries);
    classPath.add(jar.toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            String.join(File.pathSeparator, classPath),
            PACKAGE + ".Loads",
            Integer.toString(CLASSES)));
    if (!libraries.isEmpty()) {
      command.add(names.toString());
    }
    Path errors = errors(jar);
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    int status = process.waitFor();
    long wallMs = (System.nanoTime() - start) / 1_000_000;
    if (status != 0) {
      throw new IOException(
          "status=" + status + " of " + command + ": " + Files.readString(errors));
    }
    return new Run(wallMs, Long.parseLong(printed));
  }

  private static void generate(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (int i = 0; i < CLASSES; i++) {
        add(jar, PACKAGE + ".C" + i, generate(i));
      }
      add(jar, PACKAGE + ".Loads", loads());
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
    jar.write(bytes);
    jar.closeEntry();
  }

  /** The nested class under the name of a stranger. */
  private static byte[] loads() throws IOException {
    ClassFile classFile = ClassFile.of();
    return classFile.transformClass(
        classFile.parse(bytesOf(Loads.class)),
        ClassDesc.of(PACKAGE + ".Loads"),
        (builder, element) -> {
          if (!(element instanceof java.lang.classfile.attribute.NestHostAttribute)) {
            builder.with(element);
          }
        });
  }

  /** Some 3 KiB with the constants, fields, calls and branches of an ordinary class. */
  private static byte[] generate(int number) {
    ClassDesc self = ClassDesc.of(PACKAGE + ".C" + number);
    return ClassFile.of()
        .build(
            self,
            builder -> {
              for (int i = 0; i < 6; i++) {
                builder.withField(
                    "field" + i,
                    i % 2 == 0 ? CD_int : CD_String,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC);
              }
              builder.withMethodBody(
                  "<clinit>",
                  MethodTypeDesc.of(CD_void),
                  ClassFile.ACC_STATIC,
                  code -> {
                    for (int i = 0; i < METHODS; i++) {
                      code.iconst_1()
                          .invokestatic(self, "method" + i, MethodTypeDesc.of(CD_String, CD_int))
                          .pop();
                    }
                    code.return_();
                  });
              for (int i = 0; i < METHODS; i++) {
                int method = i;
                builder.withMethodBody(
                    "method" + i,
                    MethodTypeDesc.of(CD_String, CD_int),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> body(code, self, number, method));
              }
            });
  }

  private static void body(CodeBuilder code, ClassDesc self, int number, int method) {
    ClassDesc other = ClassDesc.of(PACKAGE + ".C" + Math.max(0, number - method));
    ClassDesc text = ClassDesc.of("java.lang.StringBuilder");
    Label end = code.newLabel();
    code.iload(0).ifle(end);
    code.new_(text)
        .dup()
        .ldc("text " + number + " of " + method)
        .invokespecial(text, "<init>", MethodTypeDesc.of(CD_void, CD_String));
    code.iload(0).invokevirtual(text, "append", MethodTypeDesc.of(text, CD_int));
    code.iload(0)
        .iconst_1()
        .isub()
        .invokestatic(
            other, "method" + (method + 1) % METHODS, MethodTypeDesc.of(CD_String, CD_int));
    code.invokevirtual(text, "append", MethodTypeDesc.of(text, CD_String));
    code.invokevirtual(text, "toString", MethodTypeDesc.of(CD_String)).areturn();
    code.labelBinding(end);
    if (number % 500 == 0 && method == 0) {
      Label never = code.newLabel();
      code.iload(0).ifge(never);
      code.new_(DEFLATER).dup().invokespecial(DEFLATER, "<init>", MethodTypeDesc.of(CD_void));
      code.invokevirtual(DEFLATER, "end", MethodTypeDesc.of(CD_void));
      code.labelBinding(never);
    }
    code.getstatic(self, "field" + (method % 3 * 2 + 1), CD_String).areturn();
  }
}
