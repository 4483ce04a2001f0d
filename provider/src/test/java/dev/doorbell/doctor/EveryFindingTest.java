package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.doorbell.agent.ChildJvm;
import java.io.File;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A situation for every finding: the switch below does not compile without one for a new code. What
 * the words are is {@link DoctorTest}'s and {@link ProgramTest}'s business.
 */
class EveryFindingTest {
  private static final String TWIN = "-Ddoorbell.devices=twin";
  private static final String PATIENT = "-Ddoorbell.deadline.floor.ms=10000";

  /** True of every machine: not every operation is on a device, and key generators never are. */
  private static final Set<FindingCode> ALWAYS =
      EnumSet.of(FindingCode.NOT_ON_DEVICE, FindingCode.SOFTWARE_ONLY);

  /** The jar's main class in a JVM that says that it is an old one. */
  static final class OldJvm {
    private OldJvm() {}

    public static void main(String[] args) throws Throwable {
      System.setProperty("java.specification.version", "17");
      Main.main(new String[] {"doctor", "--json"});
    }
  }

  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource
  void isSeenWhereItIsTrueWithWhatToDo(FindingCode code) throws Exception {
    Map<String, Object> report = JsonTree.object(situation(code));
    String fix = fixes(report).get(code.name());

    assertNotNull(fix, () -> code + " is not among " + fixes(report).keySet());
    assertTrue(fix.strip().contains(" "), "a command or a sentence: " + fix);
  }

  @Test
  void noneIsSeenWhereNothingIsWrong() throws Exception {
    Map<String, String> seen =
        fixes(
            JsonTree.object(
                json(
                    machine()
                        .twin("hisi_zip:3,hisi_sec2:3", "")
                        .with("doorbell.codec.library", "jdk"))));
    ALWAYS.forEach(code -> seen.remove(code.name()));

    assertEquals(Map.of(), seen);
  }

  /** A report for machines in which the finding is to be seen. */
  private String situation(FindingCode code) throws Exception {
    return switch (code) {
      case NO_SILICON -> json(machine());
      case NO_CLASS_DIRECTORY -> {
        FakeMachine machine = machine();
        Files.delete(machine.uacce);
        yield json(machine.silicon("0xa250"));
      }
      case DRIVER_NOT_LOADED -> json(machine().silicon("0xa256"));
      case USER_SPACE_OFF -> json(machine().module("hisi_zip", "0"));
      case NO_DEVICE_LISTED -> {
        FakeMachine machine = machine().module("hisi_zip", "1");
        Files.delete(machine.pci);
        yield json(machine);
      }
      case NO_SVA -> json(machine().silicon("0xa250").module("hisi_zip", "1"));
      case UNSUPPORTED_API -> json(zipWith("api", "other"));
      case ISOLATED -> json(zipWith("isolate", "1"));
      case BAD_ATTRIBUTE -> json(zipWith("region_mmio_size", ""));
      case UNKNOWN_DRIVER -> json(machine().device("hisi_hpre-0"));
      case NO_NODE -> {
        FakeMachine machine = machine().device("hisi_zip-0");
        Files.delete(machine.dev.resolve("hisi_zip-0"));
        yield json(machine);
      }
      case NO_PERMISSION -> {
        FakeMachine machine = machine().device("hisi_zip-0");
        Path node = machine.dev.resolve("hisi_zip-0");
        Files.delete(node);
        // Read-only for everybody, the superuser included.
        Files.createSymbolicLink(node, Path.of("/proc/sys/kernel/random/boot_id"));
        yield json(machine);
      }
      case NO_NATIVE_ACCESS -> json(machine().withoutNativeAccess());
      case ALL_QUEUES_BUSY -> json(zipWith("available_instances", "0"));
      case OPEN_FAILED -> json(machine().device("hisi_zip-0"));
      case KNOWN_ANSWER_FAILED -> json(machine().twin("hisi_sec2:3", "corrupt:every=1"));
      case BARRED -> json(machine().twin("hisi_sec2:3", "reset:every=1"));
      case LOST -> json(machine().lostTwin());
      case NOT_READY -> json(machine().silentTwin());
      case NOT_CONFIGURED ->
          json(machine().device("hisi_zip-0").with("doorbell.devices", "hisi_zip-7"));
      case NOT_FOUND -> json(machine().with("doorbell.devices", "hisi_zip-7"));
      case DEVICES_OFF, SOFTWARE_ONLY, DIGESTS_NOT_OFFERED -> json(withoutDevices());
      case TWIN_FAILED -> json(machine().twin("hisi_zip:9", ""));
      case OPERATION_DISABLED -> json(withoutDevices().with("doorbell.route.disable", "AES_GCM"));
      case NOT_ON_DEVICE -> json(machine().twin("hisi_zip:2", ""));
      case BAD_SETTING -> json(withoutDevices().with("doorbell.devces", "auto"));
      case PROVIDER_NOT_FIRST -> json(withoutDevices().providers("SUN"));
      case AGENT_NOT_LOADED -> json(withoutDevices().withoutAgent());
      case ZSTD_ABSENT -> withoutTemporaryFiles();
      case ZSTD_WITHOUT_SEQUENCES -> withZstdThatIsNotCalledByJni();
      case LIBRARY_ABSENT -> withLibrariesThatAreNone();
      case WRONG_JAVA -> withAnOldJvm();
      case JARS_MISSING -> withoutJars();
    };
  }

  private FakeMachine machine() throws Exception {
    return new FakeMachine(root);
  }

  private FakeMachine withoutDevices() throws Exception {
    return machine().with("doorbell.devices", "none");
  }

  private FakeMachine zipWith(String attribute, String value) throws Exception {
    return machine().device("hisi_zip-0").set("hisi_zip-0", attribute, value);
  }

  /** zstd-jni cannot unpack its native library. */
  private String withoutTemporaryFiles() throws Exception {
    return child(
        new ChildJvm(root).with("-Djava.io.tmpdir=" + root.resolve("none")),
        "",
        "-Ddoorbell.devices=none");
  }

  /** As zstd-jni is from 1.5.7-20 on, but for its other half. */
  private String withZstdThatIsNotCalledByJni() throws Exception {
    byte[] bytes;
    try (InputStream in = ZstdCompressCtx.class.getResourceAsStream("ZstdCompressCtx.class")) {
      bytes = in.readAllBytes();
    }
    ClassFile classFile = ClassFile.of();
    byte[] changed =
        classFile.transformClass(
            classFile.parse(bytes),
            ClassTransform.dropping(element ->
                element instanceof MethodModel method
                    && method.flags().has(AccessFlag.NATIVE)
                    && method.methodName().equalsString("compressDirectByteBufferStream0")));
    assertFalse(changed.length == bytes.length, "nothing was dropped");
    Path file = root.resolve("changed/com/github/luben/zstd/ZstdCompressCtx.class");
    Files.createDirectories(file.getParent());
    Files.write(file, changed);
    return child(new ChildJvm(root), root.resolve("changed") + File.pathSeparator, TWIN, PATIENT);
  }

  /** What the loader finds first has the libraries' names and is empty. */
  private String withLibrariesThatAreNone() throws Exception {
    Path none = Files.createDirectory(root.resolve("none"));
    Files.createFile(none.resolve("libisal.so.2"));
    Files.createFile(none.resolve("libdeflate.so.0"));
    return child(
        new ChildJvm(root).withVariable("LD_LIBRARY_PATH", none.toString()),
        "",
        "-Ddoorbell.devices=none");
  }

  private String withAnOldJvm() throws Exception {
    return new ChildJvm(root)
        .run("-cp", System.getProperty("java.class.path"), OldJvm.class.getName())
        .out();
  }

  private String withoutJars() throws Exception {
    ChildJvm jvm = new ChildJvm(root);
    return jvm.run("-jar", jvm.agent().toString(), "doctor", "--json").out();
  }

  /** The doctor's report in a JVM of its own, with this one's class path behind another. */
  private static String child(ChildJvm jvm, String classPath, String... settings) throws Exception {
    String[] command =
        Stream.concat(
                Stream.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    classPath + System.getProperty("java.class.path"),
                    "dev.doorbell.doctor.Main",
                    "doctor",
                    "--json"),
                Stream.of(settings))
            .toArray(String[]::new);
    return jvm.run(command).out();
  }

  private static String json(FakeMachine machine) throws Exception {
    return Json.text(ReportJson.of(machine.examine(), CommandLine.Command.DOCTOR, 0));
  }

  /** By code, what to do: of the findings, and of the algorithms that are not on hardware. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> fixes(Map<String, Object> report) {
    Map<String, String> fixes = new HashMap<>();
    for (String part : List.of("offered", "findings")) {
      for (Object each : (List<Object>) report.getOrDefault(part, List.of())) {
        Map<String, Object> row = (Map<String, Object>) each;
        if (row.get("code") != null) {
          fixes.put((String) row.get("code"), (String) row.get("fix"));
        }
      }
    }
    return fixes;
  }
}
