package dev.doorbell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars of this build, which are there when {@code mvn verify} comes to this module. */
class PackagingTest {
  private static final Path LIB = Page.ROOT.resolve("provider/target/lib");

  /** Asks for the provider by its name, as the JVM does, and says who stands first. */
  private static final String PROGRAM =
      """
      public class First {
        public static void main(String[] args) throws Exception {
          var first = java.security.Security.getProviders()[0];
          var cipher = javax.crypto.Cipher.getInstance("AES/CTR/NoPadding");
          System.out.println(first.getName() + " of " + first.getClass().getModule() + ", "
              + cipher.getProvider().getName());
        }
      }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void theProviderIsPacked() {
    Assumptions.assumeTrue(Files.isDirectory(LIB), "the provider is not packed");
  }

  private static Set<String> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private String first(String options) throws Exception {
    Files.writeString(folder.resolve("First.java"), PROGRAM);
    // By its name, not its class: that is what the service registration is for.
    Files.writeString(
        folder.resolve("doorbell.security"),
        Page.named("README.md")
            .block("properties", "DoorbellProvider")
            .replace("dev.doorbell.provider.DoorbellProvider", "Doorbell"));
    Shell.End end =
        Shell.run(
            folder,
            Map.of("LIB", LIB.toString()),
            "javac First.java && java -Djava.security.properties=doorbell.security " + options,
            "");
    assertEquals(0, end.status(), end.output());
    return end.output().lines().reduce((before, last) -> last).orElseThrow();
  }

  @Test
  void theProviderIsFoundByItsNameOnTheClassPath() throws Exception {
    String first = first("--enable-native-access=ALL-UNNAMED -cp \"$LIB/*:.\" First");

    assertTrue(first.matches("Doorbell of unnamed module @\\w+, Doorbell"), first);
  }

  @Test
  void theProviderIsFoundByItsNameOnTheModulePath() throws Exception {
    assertEquals(
        "Doorbell of module dev.doorbell.provider, Doorbell",
        first(
            "--enable-native-access=dev.doorbell.offload --module-path \"$LIB\""
                + " --add-modules dev.doorbell.provider,dev.doorbell.fallback -cp . First"));
  }

  @Test
  void oneFolderHasTheProviderAndWhatItsManifestNames() throws IOException {
    Set<String> expected = new TreeSet<>();
    Path provider;
    try (Stream<Path> files = Files.list(LIB)) {
      provider =
          files
              .filter(file -> file.getFileName().toString().startsWith("doorbell-provider-"))
              .findFirst()
              .orElseThrow();
    }
    expected.add(provider.getFileName().toString());
    try (JarFile jar = new JarFile(provider.toFile())) {
      String needs = jar.getManifest().getMainAttributes().getValue("Doorbell-Agent-Needs");
      expected.addAll(Set.of(needs.strip().split("\\s+")));
    }

    assertEquals(expected, jars(LIB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"offload-core", "fallback", "provider"})
  void eachModuleComesWithSourcesJavadocAndABillOfMaterials(String module) throws IOException {
    Path target = Page.ROOT.resolve(module).resolve("target");
    Set<String> jars = jars(target);
    Assumptions.assumeTrue(
        jars.stream().anyMatch(name -> name.endsWith("-javadoc.jar")), "built without Javadoc");
    String main =
        jars.stream()
            .filter(name -> !name.endsWith("-sources.jar") && !name.endsWith("-javadoc.jar"))
            .findFirst()
            .orElseThrow();

    assertTrue(jars.contains(main.replace(".jar", "-sources.jar")), jars::toString);
    try (JarFile jar = new JarFile(target.resolve(main).toFile())) {
      for (String entry :
          new String[] {"module-info.class", "META-INF/LICENSE", "META-INF/NOTICE"}) {
        assertTrue(jar.getEntry(entry) != null, () -> main + " has no " + entry);
      }
    }
    // The plugin that makes it is left out of `mvn -o`.
    Assumptions.assumeTrue(Files.isRegularFile(target.resolve("bom.json")), "built offline");
    assertTrue(Files.readString(target.resolve("bom.json")).contains("CycloneDX"), main);
  }
}
