package dev.doorbell.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.agent.LeftAlone.Reason;
import dev.doorbell.codec.OffloadDeflater;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CodecTransformerTest {
  private static final Map<String, byte[]> PROGRAM =
      Snippets.compile(
          """
          package org.example;
          public class Program {
            static Object run() { return new java.util.zip.Deflater(); }
          }
          """);
  private static final byte[] BYTES = PROGRAM.get("org.example.Program");
  private static final String NAME = "org/example/Program";

  private final Tally tally = new Tally();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final CodecTransformer transformer = transformer("verbose");
  private int supplied;
  private boolean withoutJars;

  private CodecTransformer transformer(String options) {
    try {
      return new CodecTransformer(
          AgentOptions.parse(options),
          AgentLog.of(log),
          tally,
          new Environment() {
            @Override
            public void supply() throws IOException {
              supplied++;
              if (withoutJars) {
                throw new IOException("no jars");
              }
            }

            @Override
            public void letRead(Module reader, Module read) {
              throw new IllegalStateException("reader=" + reader);
            }
          });
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] transform(CodecTransformer by, ClassLoader loader, String name) {
    return by.transform(getClass().getModule(), loader, name, null, null, BYTES);
  }

  private Map<Reason, Long> left() {
    return tally.report().left();
  }

  @Test
  void reportsWhatItRewrote() throws Exception {
    MemoryLoader loader = new MemoryLoader(PROGRAM, transformer);
    assertEquals(OffloadDeflater.class, loader.run("org.example.Program").getClass());
    AgentReport report = tally.report();
    assertEquals(
        List.of(
            new RewrittenClass(
                "org.example.Program", "memory", Map.of("Deflater", 1), Optional.empty())),
        report.rewritten());
    assertEquals(Map.of("Deflater", 1L), report.sites());
    assertEquals(1, report.changed());
    assertEquals(1, report.looked());
    assertEquals(
        "Doorbell agent: rewrote org.example.Program (memory): Deflater 1" + System.lineSeparator(),
        log.toString(StandardCharsets.UTF_8));
  }

  @Test
  void leavesTheJdksClassesAlone() {
    ClassLoader app = ClassLoader.getSystemClassLoader();
    assertNull(transformer.transform(Object.class.getModule(), null, NAME, null, null, BYTES));
    assertNull(transform(transformer, ClassLoader.getPlatformClassLoader(), NAME));
    Module tool = ModuleLayer.boot().findModule("jdk.jartool").orElseThrow();
    assertNull(transformer.transform(tool, app, "sun/tools/jar/Main", null, null, BYTES));
    assertEquals(0, tally.report().looked());
  }

  @Test
  void leavesOursAndOurLibrariesAlone() {
    ClassLoader app = getClass().getClassLoader();
    assertNull(transform(transformer, app, "dev/doorbell/codec/OffloadDeflater"));
    assertNull(transform(transformer, app, "dev/doorbell/examples/Story"));
    assertNull(transform(transformer, app, "org/bouncycastle/util/X"));
    assertNull(transform(transformer, app, "com/github/luben/zstd/Zstd"));
    assertNotNull(transform(transformer, app, "dev/doorbells/X"));
    assertEquals(1, tally.report().looked());
  }

  @Test
  void doesNotCountWhatHasNothingToRewrite() {
    byte[] uses =
        Snippets.compile(
                "package org.example; public class Uses { Object o(java.util.zip.Deflater d) { return d; } }")
            .get("org.example.Uses");
    assertNull(
        transformer.transform(
            getClass().getModule(), getClass().getClassLoader(), NAME, null, null, uses));
    assertEquals(1, tally.report().looked());
    assertEquals(Map.of(), left());
  }

  @Test
  void countsWhatTheOptionsLeaveOut() {
    assertNull(transform(transformer("exclude=org.example"), getClass().getClassLoader(), NAME));
    assertNull(transform(transformer("include=org.other"), getClass().getClassLoader(), NAME));
    assertEquals(Map.of(Reason.EXCLUDED, 2L), left());
  }

  @Test
  void changesNothingWhereWhatOursNeedCannotBeHad() {
    withoutJars = true;
    assertNull(transform(transformer, getClass().getClassLoader(), NAME));
    assertEquals(Map.of(Reason.FAILED, 1L), left());
    assertEquals(0, tally.report().changed());
  }

  @Test
  void needsNothingBeforeThereIsAClassToChange() {
    byte[] uses =
        Snippets.compile(
                "package org.example; public class Uses { Object o(java.util.zip.Deflater d) { return d; } }")
            .get("org.example.Uses");
    transformer.transform(
        getClass().getModule(), getClass().getClassLoader(), NAME, null, null, uses);
    transform(transformer("exclude=org"), getClass().getClassLoader(), NAME);
    assertEquals(0, supplied);
    transform(transformer, getClass().getClassLoader(), NAME);
    assertEquals(1, supplied);
  }

  @Test
  void takesTheNameFromTheClassFileWhereTheLoaderGaveNone() {
    assertNotNull(transform(transformer, getClass().getClassLoader(), null));
    assertEquals("org.example.Program", tally.report().rewritten().getFirst().className());
  }

  private static CodeSource signedJar() throws Exception {
    CodeSigner signer =
        new CodeSigner(CertificateFactory.getInstance("X.509").generateCertPath(List.of()), null);
    return new CodeSource(URI.create("file:/signed.jar").toURL(), new CodeSigner[] {signer});
  }

  @Test
  void leavesSignedJarsAlone() throws Exception {
    MemoryLoader loader =
        new MemoryLoader(PROGRAM, getClass().getClassLoader(), transformer, signedJar());
    assertEquals(java.util.zip.Deflater.class, loader.run("org.example.Program").getClass());
    assertEquals(Map.of(Reason.SIGNED, 1L), left());

    CodeSource unsigned =
        new CodeSource(URI.create("file:/plain.jar").toURL(), (CodeSigner[]) null);
    loader = new MemoryLoader(PROGRAM, getClass().getClassLoader(), transformer, unsigned);
    assertEquals(OffloadDeflater.class, loader.run("org.example.Program").getClass());
  }

  @Test
  void rewritesSignedJarsWhereTheOptionsSaySo() throws Exception {
    MemoryLoader loader =
        new MemoryLoader(
            PROGRAM, getClass().getClassLoader(), transformer("signed=true"), signedJar());
    assertEquals(OffloadDeflater.class, loader.run("org.example.Program").getClass());
    assertEquals(Map.of(), left());
  }

  @Test
  void leavesClassesAloneWhoseLoaderDoesNotSeeOurs() throws Exception {
    MemoryLoader isolated =
        new MemoryLoader(PROGRAM, ClassLoader.getPlatformClassLoader(), transformer, null);
    assertEquals(java.util.zip.Deflater.class, isolated.run("org.example.Program").getClass());
    assertEquals(Map.of(Reason.NOT_VISIBLE, 1L), left());
    assertTrue(
        log.toString(StandardCharsets.UTF_8)
            .contains("left alone org.example.Program (memory): NOT_VISIBLE, "),
        log::toString);
  }

  @Test
  void leavesClassesAloneWhoseLoaderFiltersOurs() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    MemoryLoader filtering =
        new MemoryLoader(PROGRAM, transformer) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.doorbell.")) {
              asked.incrementAndGet();
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }
        };
    assertEquals(java.util.zip.Deflater.class, filtering.run("org.example.Program").getClass());
    assertNull(transform(transformer, filtering, NAME));
    assertEquals(Map.of(Reason.NOT_VISIBLE, 2L), left());
    assertEquals(1, asked.get(), "a loader is asked once");
  }

  @Test
  void leavesClassesAloneWhoseLoaderHasItsOwnCopy() throws Exception {
    byte[] codec;
    try (var in = OffloadDeflater.class.getResourceAsStream("OffloadDeflater.class")) {
      codec = in.readAllBytes();
    }
    Map<String, byte[]> classes = new HashMap<>(PROGRAM);
    classes.put("dev.doorbell.codec.OffloadDeflater", codec);
    MemoryLoader childFirst =
        new MemoryLoader(classes, transformer) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals("dev.doorbell.codec.OffloadDeflater")) {
              Class<?> loaded = findLoadedClass(name);
              return loaded != null ? loaded : findClass(name);
            }
            return super.loadClass(name, resolve);
          }
        };
    assertEquals(java.util.zip.Deflater.class, childFirst.run("org.example.Program").getClass());
    assertEquals(Map.of(Reason.OTHER_COPY, 1L), left());
  }

  @Test
  void aLoaderThatNeedsTheClassToAnswerIsNotAskedForEver() throws Exception {
    MemoryLoader circular =
        new MemoryLoader(PROGRAM, transformer) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.doorbell.")) {
              // As if the loader's own code were loaded by itself.
              assertNull(transform(transformer, this, "org/example/Helper"));
            }
            return super.loadClass(name, resolve);
          }
        };
    assertEquals(OffloadDeflater.class, circular.run("org.example.Program").getClass());
    assertEquals(Map.of(Reason.NOT_VISIBLE, 1L), left());
    assertNotNull(transform(transformer, circular, "org/example/Helper2"));
  }

  @Test
  void aLoaderThatThrowsIsCountedAndAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    MemoryLoader moody =
        new MemoryLoader(PROGRAM, transformer) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.doorbell.") && asked.incrementAndGet() == 1) {
              throw new StackOverflowError("not now");
            }
            return super.loadClass(name, resolve);
          }
        };
    assertEquals(java.util.zip.Deflater.class, moody.run("org.example.Program").getClass());
    assertEquals(Map.of(Reason.FAILED, 1L), left());
    assertNotNull(transform(transformer, moody, NAME));
  }

  @Test
  void aMalformedClassIsTheJvmsToRefuse() {
    byte[] broken = BYTES.clone();
    broken[broken.length / 2] ^= 0x55;
    for (int length = 0; length < BYTES.length; length++) {
      byte[] part = java.util.Arrays.copyOf(BYTES, length);
      transformer.transform(
          getClass().getModule(), getClass().getClassLoader(), NAME, null, null, part);
    }
    assertTrue(left().get(Reason.FAILED) > 0, () -> left().toString());
    assertEquals(java.util.Set.of(Reason.FAILED), left().keySet());
  }

  @Test
  void spoiltBytesNeverThrow() {
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 3000; i++) {
      byte[] spoilt = BYTES.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
      }
      transformer.transform(
          getClass().getModule(), getClass().getClassLoader(), NAME, null, null, spoilt);
    }
  }

  @Test
  void aRedefinitionIsRewrittenAsTheClassWas() {
    byte[] first = transform(transformer, getClass().getClassLoader(), NAME);
    byte[] again =
        transformer.transform(
            getClass().getModule(), getClass().getClassLoader(), NAME, String.class, null, BYTES);
    assertArrayEquals(first, again);
  }

  @Test
  void aModuleThatCannotReadOursIsLeftAlone() {
    // The test's module is unnamed and reads everything; a module of the JDK's that is not "java."
    // is hard to find.
    ModuleLayer layer = LayerOf.empty("org.example.app");
    Module module = layer.findModule("org.example.app").orElseThrow();
    assertNull(transformer.transform(module, getClass().getClassLoader(), NAME, null, null, BYTES));
    assertEquals(Map.of(Reason.MODULE, 1L), left());
  }

  @Test
  void manyThreadsLoadAtOnce() throws Exception {
    int classes = 40;
    String[] sources = new String[classes];
    for (int i = 0; i < classes; i++) {
      sources[i] =
          "package org.example; public class P"
              + i
              + " { static Object run() { return java.util.List.of(new java.util.zip.Deflater(), new java.util.zip.Inflater()); } }";
    }
    Map<String, byte[]> programs = Snippets.compile(sources);
    CodecTransformer quiet = transformer("");
    MemoryLoader shared = new MemoryLoader(programs, quiet);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < classes * 4; i++) {
        String name = "org.example.P" + i % classes;
        // Half of them in one loader, where they meet; the others each in their own.
        MemoryLoader loader = i % 2 == 0 ? shared : new MemoryLoader(programs, quiet);
        tasks.add(() -> loader.run(name));
      }
      for (var result : threads.invokeAll(tasks)) {
        assertEquals(OffloadDeflater.class, ((List<?>) result.get()).getFirst().getClass());
      }
    }
    AgentReport report = tally.report();
    assertEquals(Map.of(), report.left());
    assertEquals(report.changed(), report.sites().get("Deflater"));
    assertTrue(report.changed() >= classes / 2 + 2 * classes, () -> "changed=" + report.changed());
  }

  @Test
  void loadersAreNotKeptAlive() throws Exception {
    WeakReference<ClassLoader> loader = loadAndForget();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (loader.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.onSpinWait();
    }
    assertNull(loader.get());
  }

  private WeakReference<ClassLoader> loadAndForget() throws ReflectiveOperationException {
    MemoryLoader loader = new MemoryLoader(PROGRAM, transformer);
    assertEquals(OffloadDeflater.class, loader.run("org.example.Program").getClass());
    return new WeakReference<>(loader);
  }
}
