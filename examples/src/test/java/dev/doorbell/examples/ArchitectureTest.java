package dev.doorbell.examples;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.doorbell.offload.posix.SystemCalls;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, over the classes of all modules. */
class ArchitectureTest {
  private static final String[] DECISIONS = {
    "dev.doorbell.offload.dispatch",
    "dev.doorbell.offload.route",
    "dev.doorbell.offload.engine",
    "dev.doorbell.offload.job"
  };
  private static final String[] HARDWARE = {
    "dev.doorbell.offload.binding",
    "dev.doorbell.offload.device..",
    "dev.doorbell.offload.queue",
    "dev.doorbell.offload.memory",
    "dev.doorbell.offload.posix"
  };

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.doorbell");
  }

  @Test
  void everyModuleIsSeen() {
    // Without this, a rule about a package that was not found would hold.
    Set<String> found = new HashSet<>();
    classes.forEach(each -> found.add(each.getPackageName()));
    for (String name :
        List.of(
            "dev.doorbell.offload",
            "dev.doorbell.offload.binding",
            "dev.doorbell.offload.device.uacce",
            "dev.doorbell.offload.device.hisi",
            "dev.doorbell.offload.device.twin",
            "dev.doorbell.offload.posix",
            "dev.doorbell.provider",
            "dev.doorbell.provider.cipher",
            "dev.doorbell.codec",
            "dev.doorbell.fallback",
            "dev.doorbell.examples")) {
      assertTrue(found.contains(name), () -> name + " is not among " + found);
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.doorbell.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyPosixAndTheBindingsOfLibrariesUseTheLinker() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.doorbell.offload.posix", "dev.doorbell.fallback.natives")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .check(classes);
  }

  /**
   * Device regions may vanish, and every access is then SIGBUS: single loads and stores, {@code
   * MemorySegment.copy} and {@code fill} turn it into an error, the vectorised stub behind {@code
   * mismatch} and native code that is handed the region end the JVM. Buffers lead to both.
   */
  @Test
  void nobodyWhoSeesDeviceRegionsCallsWhatAbortsTheJvmWhenTheyVanish() {
    for (Class<?> owner : List.of(MemorySegment.class, ByteBuffer.class, Arrays.class)) {
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.doorbell.offload.queue",
              "dev.doorbell.offload.binding",
              "dev.doorbell.offload.device..",
              "dev.doorbell.offload.posix")
          .should()
          .callMethodWhere(target(name("mismatch")).and(target(owner(equivalentTo(owner)))))
          .check(classes);
    }
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.doorbell.offload.queue",
            "dev.doorbell.offload.device.hisi",
            "dev.doorbell.offload.device.uacce",
            "dev.doorbell.offload.posix")
        .should()
        .callMethod(MemorySegment.class, "asByteBuffer")
        .check(classes);
  }

  /** The one call that hands memory to native code takes its small argument, never a region. */
  @Test
  void onlyIoctlTakesMemoryToTheKernel() {
    List<String> takers =
        Arrays.stream(SystemCalls.class.getMethods())
            .filter(it -> Arrays.asList(it.getParameterTypes()).contains(MemorySegment.class))
            .map(Method::getName)
            .toList();
    assertEquals(List.of("ioctl"), takers);
  }

  @Test
  void decisionsDoNotKnowTheHardware() {
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HARDWARE)
        .check(classes);
  }

  @Test
  void hardwareDoesNotKnowHowIsDecided() {
    noClasses()
        .that()
        .resideInAnyPackage(HARDWARE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.doorbell.offload.dispatch", "dev.doorbell.offload.route")
        .check(classes);
  }

  @Test
  void nothingInsideTheCoreKnowsTheCompositionRoot() {
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.offload.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.doorbell.offload")
        .check(classes);
  }

  @Test
  void hardwareLayersLookDownwardsOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.offload.posix")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.doorbell.offload.(memory|queue|binding|device)..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.offload.memory")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.doorbell.offload.(queue|binding|device)..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.offload.queue")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.doorbell.offload.(binding|device)..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.offload.device..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.doorbell.offload.binding")
        .check(classes);
  }

  @Test
  void twinAndDriversDoNotKnowEachOther() {
    String twin = "dev.doorbell.offload.device.twin..";
    String[] drivers = {
      "dev.doorbell.offload.device.hisi..", "dev.doorbell.offload.device.uacce.."
    };
    noClasses()
        .that()
        .resideInAPackage(twin)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(drivers)
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage(drivers)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(twin)
        .check(classes);
  }

  @Test
  void providerAndFallbackDoNotKnowEachOther() {
    String[] edge = {"dev.doorbell.provider..", "dev.doorbell.codec.."};
    noClasses()
        .that()
        .resideInAnyPackage(edge)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.doorbell.fallback..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.doorbell.fallback..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(edge)
        .check(classes);
  }

  @Test
  void fallbackAndProviderSeeOnlyTheExportedCore() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.doorbell.provider..", "dev.doorbell.codec..", "dev.doorbell.fallback..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HARDWARE)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.doorbell.offload.dispatch", "dev.doorbell.offload.route")
        .check(classes);
  }

  @Test
  void telemetryImportsNothingOfOurs() {
    classes()
        .that()
        .resideInAPackage("dev.doorbell.offload.telemetry")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.doorbell.offload.telemetry",
            "java..",
            "jdk.jfr..",
            "javax.management..",
            "org.HdrHistogram..",
            "org.jspecify.annotations")
        .check(classes);
  }

  /** What may be missing from a process is named in one place, which can do without it. */
  @Test
  void onlyTelemetryKnowsTheFlightRecorderJmxAndHdrHistogram() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.doorbell.offload..",
            "dev.doorbell.fallback..",
            "dev.doorbell.provider..",
            "dev.doorbell.codec..",
            "dev.doorbell.agent..")
        .and()
        .resideOutsideOfPackage("dev.doorbell.offload.telemetry")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jdk.jfr..", "javax.management..", "java.lang.management..", "org.HdrHistogram..")
        .check(classes);
  }

  @Test
  void nobodyPrintsButPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.doorbell.examples", "dev.doorbell.doctor")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }
}
