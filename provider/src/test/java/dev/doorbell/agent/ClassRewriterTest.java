package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rewritten programs are verified by the JVM, run, and tell what they made. */
class ClassRewriterTest {
  private final Map<String, Rewriting> rewritten = new LinkedHashMap<>();

  /**
   * Rewrites what has to be rewritten in {@code source}, runs it, and gives what run() returned.
   */
  private Object run(String source) throws ReflectiveOperationException {
    Map<String, byte[]> classes = Snippets.compile(source);
    String main =
        classes.keySet().stream().filter(name -> !name.contains("$")).findFirst().orElseThrow();
    Object result = rewrite(classes, false).run(main);
    // Where constants are all that changes, it is done without the API, and with the same effect.
    assertEquals(String.valueOf(result), String.valueOf(rewrite(classes, true).run(main)));
    return result;
  }

  private MemoryLoader rewrite(Map<String, byte[]> classes) {
    return rewrite(classes, false);
  }

  private MemoryLoader rewrite(Map<String, byte[]> classes, boolean inPlaceToo) {
    Map<String, byte[]> result = new LinkedHashMap<>(classes);
    classes.forEach((name, bytes) -> {
      ClassModel model = ConstantPoolScan.mentions(bytes) ? ClassRewriter.candidate(bytes) : null;
      if (model != null) {
        Rewriting rewriting = ClassRewriter.rewrite(model);
        Rewriting inPlace = InPlaceRewriter.rewrite(bytes);
        if (inPlace != null) {
          assertEquals(rewriting.sites(), inPlace.sites());
          assertEquals(rewriting.superclass(), inPlace.superclass());
          assertEquals(0, rewriting.kept());
          rewriting = inPlaceToo ? inPlace : rewriting;
        }
        rewritten.put(name, rewriting);
        result.put(name, rewriting.bytes());
      }
    });
    return new MemoryLoader(result, null);
  }

  private static String program(String members) {
    return "package org.example;\n"
        + "import java.io.*; import java.util.*; import java.util.function.*; import java.util.zip.*;\n"
        + "public class Program {\n"
        + members
        + "\n}\n";
  }

  @Test
  void eachOfTheEightIsMadeAsOurs() throws Exception {
    assertEquals(
        "[OffloadDeflater, OffloadInflater, OffloadDeflaterOutputStream, OffloadInflaterInputStream,"
            + " OffloadGZIPOutputStream, OffloadGZIPInputStream, OffloadZipOutputStream, OffloadZipInputStream]",
        run(
            program(
                """
                static String run() throws IOException {
                  var sink = new ByteArrayOutputStream();
                  new GZIPOutputStream(sink).close();
                  InputStream source = new ByteArrayInputStream(sink.toByteArray());
                  List<String> names = new ArrayList<>();
                  for (Object each : List.of(new Deflater(), new Inflater(true), new DeflaterOutputStream(sink), new InflaterInputStream(source),
                      new GZIPOutputStream(sink, 100), new GZIPInputStream(source), new ZipOutputStream(sink), new ZipInputStream(source))) {
                    names.add(each.getClass().getSimpleName());
                  }
                  return names.toString();
                }
                """)));
    assertEquals(
        Map.of(
            "Deflater",
            1,
            "Inflater",
            1,
            "DeflaterOutputStream",
            1,
            "InflaterInputStream",
            1,
            "GZIPOutputStream",
            2,
            "GZIPInputStream",
            1,
            "ZipOutputStream",
            1,
            "ZipInputStream",
            1),
        rewritten.get("org.example.Program").sites());
  }

  @Test
  void branchesBetweenNewAndTheConstructorVerify() throws Exception {
    assertEquals(
        "OffloadDeflater OffloadDeflater Inflater",
        run(
            program(
                """
                static Object pick(boolean deflate, int level) {
                  Deflater known = level > 3 ? new Deflater(level > 5 ? 9 : 1, level % 2 == 0) : new Deflater();
                  for (int i = 0; i < 3; i++) {
                    try {
                      known = i == level ? new Deflater(Integer.parseInt(level > 7 ? "x" : "1")) : known;
                    } catch (NumberFormatException e) {
                      known = new Deflater(deflate ? 1 : 2);
                    } finally {
                      level++;
                    }
                  }
                  Object either = deflate ? known : new Inflater(level > 2 && !deflate);
                  return either instanceof Deflater d ? d : (Inflater) either;
                }
                static String name(Object o) { return o instanceof Inflater ? "Inflater" : o.getClass().getSimpleName(); }
                static String run() {
                  return name(pick(true, 1)) + " " + name(pick(true, 6)) + " " + name(pick(false, 0));
                }
                """)));
    assertEquals(
        Map.of("Deflater", 4, "Inflater", 1), rewritten.get("org.example.Program").sites());
  }

  @Test
  void subclassesExtendOursAndCallItsMethods() throws Exception {
    assertEquals(
        "OffloadGZIPOutputStream OffloadDeflater OffloadDeflater [flush, close] 1000",
        run(
            program(
                """
                static final List<String> CALLS = new ArrayList<>();
                static class Fast extends GZIPOutputStream {
                  Fast(OutputStream out) throws IOException {
                    super(out, CALLS.isEmpty() ? 512 : 1024);
                    def.setLevel(Deflater.BEST_SPEED);
                  }
                  @Override public void flush() throws IOException { CALLS.add("flush"); super.flush(); }
                  @Override public void close() throws IOException { CALLS.add("close"); super.close(); }
                  Deflater engine() { return this.def; }
                  long checksum() { return crc.getValue() + buf.length; }
                }
                static String run() throws IOException {
                  var sink = new ByteArrayOutputStream();
                  Fast fast = new Fast(sink);
                  fast.write(new byte[1000]);
                  fast.flush();
                  fast.checksum();
                  Deflater anonymous = new Deflater(3, true) { @Override public void end() { super.end(); } };
                  anonymous.end();
                  String engine = fast.engine().getClass().getSimpleName();
                  fast.close();
                  int n = new GZIPInputStream(new ByteArrayInputStream(sink.toByteArray())).readAllBytes().length;
                  return Fast.class.getSuperclass().getSimpleName() + " " + engine + " "
                      + anonymous.getClass().getSuperclass().getSimpleName() + " " + CALLS + " " + n;
                }
                """)));
    assertEquals("GZIPOutputStream", rewritten.get("org.example.Program$Fast").superclass());
    assertEquals(Map.of(), rewritten.get("org.example.Program$Fast").sites());
    assertEquals("Deflater", rewritten.get("org.example.Program$1").superclass());
  }

  @Test
  void constructorReferencesMakeOurs() throws Exception {
    assertEquals(
        "OffloadDeflater OffloadInflater OffloadDeflater OffloadZipOutputStream 3",
        run(
            program(
                """
                static String run() {
                  Supplier<Deflater> one = Deflater::new;
                  Function<Boolean, Inflater> two = Inflater::new;
                  IntFunction<Object> three = Deflater::new;
                  Function<OutputStream, OutputStream> four = ZipOutputStream::new;
                  IntFunction<Deflater[]> array = Deflater[]::new;
                  return one.get().getClass().getSimpleName() + " " + two.apply(true).getClass().getSimpleName() + " "
                      + three.apply(1).getClass().getSimpleName() + " " + four.apply(OutputStream.nullOutputStream()).getClass().getSimpleName()
                      + " " + array.apply(3).length;
                }
                """)));
    assertEquals(
        Map.of("Deflater", 2, "Inflater", 1, "ZipOutputStream", 1),
        rewritten.get("org.example.Program").sites());
  }

  @Test
  void aSerializableConstructorReferenceStaysReadable() throws Exception {
    assertEquals(
        "java.util.zip.Deflater OffloadInflater",
        run(
            program(
                """
                interface Maker extends Supplier<Deflater>, Serializable {}
                static String run() throws Exception {
                  Maker maker = Deflater::new;
                  var bytes = new ByteArrayOutputStream();
                  new ObjectOutputStream(bytes).writeObject(maker);
                  var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
                    @Override protected Class<?> resolveClass(ObjectStreamClass c) throws ClassNotFoundException {
                      return Class.forName(c.getName(), false, Program.class.getClassLoader());
                    }
                  };
                  Maker back = (Maker) in.readObject();
                  return back.get().getClass().getName() + " " + new Inflater().getClass().getSimpleName();
                }
                """)));
    // Where it is written, and in the method that javac makes to read it back.
    assertEquals(2, rewritten.get("org.example.Program").kept());
    assertEquals(Map.of("Inflater", 1), rewritten.get("org.example.Program").sites());
  }

  @Test
  void typesCastsArraysAndLiteralsStay() throws Exception {
    assertEquals(
        "class java.util.zip.Deflater [class [Ljava.util.zip.Deflater;] true true false Deflater,Inflater",
        run(
            program(
                """
                static Deflater field = new Deflater();
                static Object as(Object o) { return (Deflater) o; }
                static String method(Deflater d, Inflater... i) { return "Deflater,Inflater"; }
                static String run() throws Exception {
                  Object ofJdk = Class.forName("java.util.zip.Deflater").getConstructor().newInstance();
                  Program.class.getDeclaredMethod("method", Deflater.class, Inflater[].class);
                  return Deflater.class + " " + List.of(new Deflater[0].getClass()) + " " + (as(ofJdk) instanceof Deflater) + " "
                      + (field instanceof Deflater) + " " + (ofJdk.getClass() == field.getClass()) + " " + method(field, new Inflater());
                }
                """)));
  }

  @Test
  void interfacesEnumsRecordsAndInitialisersAreRewritten() throws Exception {
    assertEquals(
        "OffloadDeflater OffloadInflater OffloadDeflater OffloadDeflater",
        run(
            program(
                """
                interface Makes { default Object make() { return new Deflater(); } }
                enum One { ONLY(new Inflater()); final Object it; One(Object it) { this.it = it; } }
                record Holds(Object it) { Holds() { this(new Deflater(9)); } }
                static final Object STATIC = new Deflater();
                static String name(Object o) { return o.getClass().getSimpleName(); }
                static String run() {
                  return name(new Makes() {}.make()) + " " + name(One.ONLY.it) + " " + name(new Holds().it()) + " " + name(STATIC);
                }
                """)));
  }

  @Test
  void lineNumbersAndParameterNamesSurvive() throws Exception {
    String source =
        program(
            """
            static Object make(int level, long unused, String text) {
              Object made = new Deflater(level);
              if (text == null) throw new IllegalStateException();
              return made;
            }
            static String run() throws Exception {
              try {
                make(1, 2, null);
                return "nothing thrown";
              } catch (IllegalStateException e) {
                return e.getStackTrace()[0].getLineNumber() + " " + Arrays.toString(Program.class.getDeclaredMethod("make", int.class, long.class, String.class).getParameters());
              }
            }
            """);
    Map<String, byte[]> classes = Snippets.compile(java.util.List.of("-parameters"), source);
    assertEquals(
        "6 [int level, long unused, java.lang.String text]",
        rewrite(classes).run("org.example.Program"));
  }

  @Test
  void aClassThatOnlyUsesThemIsNoCandidate() {
    byte[] bytes =
        Snippets.compile(
                program(
                    "static int use(Deflater d, Object o) { Deflater[] all = new Deflater[] {d}; return o instanceof Inflater i ? i.getRemaining() : all[0].getTotalIn(); }"))
            .get("org.example.Program");
    assertTrue(ConstantPoolScan.mentions(bytes));
    assertNull(ClassRewriter.candidate(bytes));
  }

  @Test
  void rewritingTwiceIsRewritingOnce() {
    byte[] bytes =
        Snippets.compile(program("static Object run() { return new Deflater(); }"))
            .get("org.example.Program");
    ClassModel model = ClassRewriter.candidate(bytes);
    assertNotNull(model);
    Rewriting once = ClassRewriter.rewrite(model);
    ClassModel again = ClassRewriter.candidate(once.bytes());
    assertNotNull(again, "the old constants stay in the pool");
    assertFalse(ClassRewriter.rewrite(again).changed());
    assertArrayEquals(once.bytes(), ClassRewriter.rewrite(ClassRewriter.candidate(bytes)).bytes());
  }
}
