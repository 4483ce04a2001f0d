package dev.doorbell.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.doctor.Finding.Severity;
import dev.doorbell.doctor.Offered.Where;
import dev.doorbell.offload.OffloadConfig;
import dev.doorbell.offload.engine.LibraryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault, on a machine that has this very fault: its code, its words, its fix. */
class DoctorTest {
  @TempDir private Path root;
  private FakeMachine machine;

  @BeforeEach
  void prepare() throws IOException {
    machine = new FakeMachine(root);
  }

  private static Finding finding(Report report, FindingCode code) {
    return report.findings().stream()
        .filter(it -> it.code() == code)
        .findFirst()
        .orElseThrow(() -> new AssertionError(code + " is not in " + report.findings()));
  }

  private static void assertSays(Finding finding, String subject, String reason, String fix) {
    assertEquals(subject, finding.subject());
    assertTrue(finding.reason().contains(reason), finding::reason);
    assertTrue(finding.fix().contains(fix), finding::fix);
  }

  /**
   * The problem is found, and it is the reason why algorithms of that function stay in software.
   */
  private static void assertProblem(
      Report report, FindingCode code, String subject, String reason, String fix) {
    Finding finding = finding(report, code);
    assertSays(finding, subject, reason, fix);
    assertEquals(Severity.PROBLEM, finding.severity());
    assertFalse(report.healthy());
    String name = finding.subject().contains("sec2") ? "AES/GCM/NoPadding" : "gzip";
    Offered offered = offered(report, name);
    assertEquals(Where.SOFTWARE, offered.where());
    assertEquals(code, offered.code());
  }

  private static Offered offered(Report report, String name) {
    return report.offered().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void noClassDirectoryIsAKernelWithoutUacce() throws Exception {
    Files.delete(machine.uacce);
    Report report = machine.silicon("0xa250").module("hisi_zip", "1").examine();
    Finding finding = finding(report, FindingCode.NO_CLASS_DIRECTORY);
    assertSays(finding, machine.uacce.toString(), "kernel without UACCE", "CONFIG_UACCE");
    assertEquals(Severity.PROBLEM, finding.severity());
  }

  @Test
  void withoutAViewOfTheBusTheClassDirectoryIsTheReason() throws Exception {
    Files.delete(machine.uacce);
    Files.delete(machine.pci);
    assertProblem(
        machine.examine(),
        FindingCode.NO_CLASS_DIRECTORY,
        machine.uacce.toString(),
        "no such directory",
        "modprobe hisi_zip uacce_mode=1");
  }

  @Test
  void noSiliconIsSaidBeforeAnybodyLooksForDrivers() throws Exception {
    assertProblem(machine.examine(), FindingCode.NO_SILICON, "hisi_zip", "PCI bus", "Kunpeng 920");
    assertEquals(2, machine.examine().devices().size());
  }

  @Test
  void whatIsMissingInTheKernelComesBehindWhatIsMissingInTheMachine() throws Exception {
    Files.delete(machine.uacce);
    assertEquals(
        List.of(FindingCode.NO_SILICON, FindingCode.NO_SILICON, FindingCode.NO_CLASS_DIRECTORY),
        machine.examine().findings().stream()
            .filter(it -> it.severity() == Severity.PROBLEM)
            .map(Finding::code)
            .toList());
  }

  @Test
  void siliconWithoutDriver() throws Exception {
    assertProblem(
        machine.silicon("0xa256").examine(),
        FindingCode.DRIVER_NOT_LOADED,
        "hisi_sec2",
        "driver is not loaded",
        "modprobe hisi_sec2 uacce_mode=1");
  }

  @Test
  void aDriverForTheKernelAlone() throws Exception {
    assertProblem(
        machine.module("hisi_zip", "0").examine(),
        FindingCode.USER_SPACE_OFF,
        "hisi_zip",
        "uacce_mode=0",
        "echo options hisi_zip uacce_mode=1 > /etc/modprobe.d/hisi_zip.conf");
  }

  @Test
  void aDriverForUserSpaceThatListsItsSiliconNowhereHadNoSva() throws Exception {
    assertProblem(
        machine.silicon("0xa250").module("hisi_zip", "1").examine(),
        FindingCode.NO_SVA,
        "hisi_zip",
        "shared virtual addressing",
        "SMMU");
  }

  @Test
  void aDriverThatListsNothingAndNobodyKnowsWhy() throws Exception {
    Files.delete(machine.pci);
    Report report = machine.module("hisi_zip", "1").examine();
    Finding finding =
        report.findings().stream()
            .filter(it -> it.subject().equals("hisi_zip"))
            .findFirst()
            .orElseThrow();
    assertEquals(FindingCode.NO_DEVICE_LISTED, finding.code());
    assertSays(finding, "hisi_zip", "lists no device", "dmesg");
  }

  @ParameterizedTest
  @CsvSource({
    "flags, 0, NO_SVA, flags=0, SMMU",
    "isolate, 1, ISOLATED, isolate=1, modprobe -r hisi_zip",
    "api, hisi_qm_v1, UNSUPPORTED_API, api=hisi_qm_v1, version 1",
    "api, other, UNSUPPORTED_API, api=other, newer Doorbell",
    "region_dus_size, many, BAD_ATTRIBUTE, region_dus_size=many, /sys/class/uacce/hisi_zip-0/",
  })
  void anAttributeThatRulesTheDeviceOut(
      String attribute, String value, FindingCode code, String reason, String fix)
      throws Exception {
    machine.device("hisi_zip-0").set("hisi_zip-0", attribute, value);
    assertProblem(machine.examine(), code, "hisi_zip-0", reason, fix);
  }

  @Test
  void noNode() throws Exception {
    machine.device("hisi_zip-0");
    Files.delete(machine.dev.resolve("hisi_zip-0"));
    assertProblem(
        machine.examine(),
        FindingCode.NO_NODE,
        "hisi_zip-0",
        "does not exist",
        "--device /dev/hisi_zip-0");
  }

  @Test
  void aNodeThatThisUserMayNotOpen() throws Exception {
    machine.device("hisi_zip-0");
    Path node = machine.dev.resolve("hisi_zip-0");
    // Read-only for everybody, the superuser included, which no file of a test's own can be.
    Path readOnly = Path.of("/proc/sys/kernel/random/boot_id");
    Files.delete(node);
    Files.createSymbolicLink(node, readOnly);
    Report report = machine.examine();
    assertProblem(
        report,
        FindingCode.NO_PERMISSION,
        "hisi_zip-0",
        "owner root, group root, r--r--r--",
        "udev");
    Finding finding = finding(report, FindingCode.NO_PERMISSION);
    String user = System.getProperty("user.name");
    assertSays(finding, "hisi_zip-0", "for user " + user, "usermod -aG uacce " + user);
    assertSays(finding, "hisi_zip-0", "", "SUBSYSTEM==\"uacce\", GROUP=\"uacce\", MODE=\"0660\"");
  }

  @Test
  void allQueuesBusyByTheKernelsCount() throws Exception {
    machine.device("hisi_zip-0").set("hisi_zip-0", "available_instances", "0");
    assertProblem(
        machine.examine(),
        FindingCode.ALL_QUEUES_BUSY,
        "hisi_zip-0",
        "",
        "fuser -v /dev/hisi_zip-0");
  }

  @Test
  void allQueuesBusyByTheKernelsAnswer() throws Exception {
    // It needs one for each direction.
    assertProblem(
        machine.twin("hisi_zip:3:queues=1", "").examine(),
        FindingCode.ALL_QUEUES_BUSY,
        "hisi_zip-0",
        "EBUSY",
        "pf_q_num");
  }

  @Test
  void aNodeThatIsNoDevice() throws Exception {
    assertProblem(
        machine.device("hisi_sec2-0").examine(),
        FindingCode.OPEN_FAILED,
        "hisi_sec2-0",
        machine.dev.resolve("hisi_sec2-0").toString(),
        "dmesg");
  }

  @Test
  void otherPeoplesDevicesAreNoProblem() throws Exception {
    Report report = machine.device("hisi_hpre-0").examine();
    Finding finding = finding(report, FindingCode.UNKNOWN_DRIVER);
    assertSays(finding, "hisi_hpre-0", "driver hisi_hpre", "nothing");
    assertEquals(Severity.NOTE, finding.severity());
  }

  @Test
  void aDeviceThatTheConfigurationLeavesOut() throws Exception {
    machine.device("hisi_zip-0").with("doorbell.devices", "hisi_zip-7");
    Report report = machine.examine();
    Finding left = finding(report, FindingCode.NOT_CONFIGURED);
    assertSays(left, "hisi_zip-0", "does not name it", "add hisi_zip-0 to doorbell.devices");
    assertEquals(Severity.NOTE, left.severity());
    Finding missing = finding(report, FindingCode.NOT_FOUND);
    assertSays(missing, "hisi_zip-7", "does not list it", "ls /sys/class/uacce");
    assertEquals(Severity.PROBLEM, missing.severity());
  }

  @Test
  void aDeviceThatKnowsNothingRight() throws Exception {
    assertProblem(
        machine.twin("hisi_sec2:3", "corrupt:every=1").examine(),
        FindingCode.KNOWN_ANSWER_FAILED,
        "hisi_sec2-0",
        "KNOWN_ANSWER",
        "doorbell.devices");
  }

  @Test
  void aSingleWrongAnswerTakesItsOperationAlone() throws Exception {
    Report report = machine.twin("hisi_sec2:3", "corrupt:every=1:limit=1").examine();
    Finding finding = finding(report, FindingCode.KNOWN_ANSWER_FAILED);
    assertSays(finding, "hisi_sec2-0 AES_CBC", "answers wrongly", "doorbell.route.disable");
    assertFalse(report.healthy());
    assertEquals(FindingCode.KNOWN_ANSWER_FAILED, offered(report, "AES/CBC").code());
    assertEquals(Where.HARDWARE, offered(report, "AES/CTR").where());
  }

  @Test
  void theBreakerBarsADeviceThatIsLostAgainAndAgain() throws Exception {
    assertProblem(
        machine.twin("hisi_sec2:3", "reset:every=1").examine(),
        FindingCode.BARRED,
        "hisi_sec2-0",
        "RESET",
        "tried again by itself");
  }

  @Test
  void queuesThatWereLostAndAreNotThereAgain() throws Exception {
    assertProblem(
        machine.lostTwin().examine(),
        FindingCode.LOST,
        "hisi_zip-0",
        "lost by {RESET=1}",
        "tried again by itself");
  }

  @Test
  void aDeviceThatHasNotProvenItselfYet() throws Exception {
    assertProblem(
        machine.silentTwin().examine(),
        FindingCode.NOT_READY,
        "hisi_zip-0",
        "",
        "run the doctor again");
  }

  @Test
  void whatWorksIsHardware() throws Exception {
    Report report = machine.twin("hisi_zip:3,hisi_sec2:3", "").examine();
    assertTrue(report.healthy(), () -> report.findings().toString());
    assertTrue(report.devices().stream().allMatch(DeviceLine::inUse));
    Offered gcm = offered(report, "AES/GCM/NoPadding");
    assertEquals(Where.HARDWARE, gcm.where());
    assertEquals(List.of("hisi_sec2-1"), gcm.devices());
    assertEquals(65536, gcm.fromBytes());
    assertEquals(Where.HARDWARE, offered(report, "SHA-256").where());
    assertEquals(Where.HARDWARE, offered(report, "gzip").where());
  }

  @Test
  void whatTheDeviceLacksIsSoftware() throws Exception {
    Report report = machine.twin("hisi_zip:2", "").examine();
    assertEquals(FindingCode.NOT_ON_DEVICE, offered(report, "raw").code());
    assertEquals(Where.HARDWARE, offered(report, "gzip").where());
    assertEquals(FindingCode.DEVICES_OFF, offered(report, "AES/GCM/NoPadding").code());
    assertTrue(report.healthy(), "the twin was asked for zip alone");
  }

  @Test
  void whatTheConfigurationDisablesStaysInSoftware() throws Exception {
    Report report =
        machine.twin("hisi_sec2:3", "").with("doorbell.route.disable", "AES_GCM").examine();
    assertSays(
        finding(report, FindingCode.OPERATION_DISABLED),
        "doorbell.route.disable",
        "AES_GCM",
        "take it out");
    assertEquals(FindingCode.OPERATION_DISABLED, offered(report, "AES/GCM/NoPadding").code());
    assertTrue(report.healthy());
  }

  @Test
  void noDevicesWantedIsNoProblem() throws Exception {
    Report report = machine.with("doorbell.devices", "none").examine();
    assertTrue(report.healthy());
    assertSays(
        finding(report, FindingCode.DEVICES_OFF),
        "doorbell.devices",
        "as configured",
        "doorbell.devices=auto");
    assertEquals(FindingCode.DEVICES_OFF, offered(report, "AES/GCM/NoPadding").code());
    Offered digest = offered(report, "SHA-256");
    assertEquals(Where.NOT_OFFERED, digest.where());
    assertEquals(FindingCode.DIGESTS_NOT_OFFERED, digest.code());
    assertTrue(report.fix(digest.code()).contains("doorbell.provider.digests=always"));
    assertEquals(FindingCode.SOFTWARE_ONLY, offered(report, "AES").code());
  }

  @Test
  void theKeysOfAMacAreOfferedWhereTheMacIs() throws Exception {
    Report report = machine.with("doorbell.devices", "none").examine();
    assertEquals(
        List.of("Mac NOT_OFFERED", "KeyGenerator NOT_OFFERED"),
        report.offered().stream()
            .filter(it -> it.name().equals("HmacSHA256"))
            .map(it -> it.type() + " " + it.where())
            .toList());
  }

  @Test
  void aTwinThatCannotBeMade() throws Exception {
    assertProblem(
        machine.twin("hisi_zip:9", "").examine(),
        FindingCode.TWIN_FAILED,
        "doorbell.devices",
        "api=9",
        "doorbell.twin.devices");
  }

  @Test
  void aSettingThatCannotBeUsed() throws Exception {
    Report report =
        machine.with("doorbell.devices", "none").with("doorbell.queues", "1000").examine();
    assertSays(
        finding(report, FindingCode.BAD_SETTING),
        "doorbell.queues",
        "allowed: 1 to 64",
        "docs/CONFIGURATION.md");
    assertFalse(report.healthy());
  }

  @Test
  void aSettingThatIsNone() throws Exception {
    Report report =
        machine.with("doorbell.devices", "none").with("doorbell.devces", "auto").examine();
    assertSays(
        finding(report, FindingCode.BAD_SETTING), "doorbell.devces", "doorbell.devices", "correct");
  }

  @Test
  void theProviderThatIsListedButNotFirst() throws Exception {
    Report report =
        machine
            .with("doorbell.devices", "none")
            .providers("SUN", "SunJCE", "dev.doorbell.provider.DoorbellProvider")
            .examine();
    assertSays(
        finding(report, FindingCode.PROVIDER_NOT_FIRST),
        "java.security",
        "number 3",
        "security.provider.1=dev.doorbell.provider.DoorbellProvider");
    assertFalse(report.healthy());
  }

  @Test
  void theProviderThatIsNotListed() throws Exception {
    Report report = machine.with("doorbell.devices", "none").providers("SUN").examine();
    assertSays(
        finding(report, FindingCode.PROVIDER_NOT_FIRST),
        "java.security",
        "not listed",
        "security.provider.1=dev.doorbell.provider.DoorbellProvider");
    assertTrue(report.healthy(), "nothing asks for it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Doorbell", "dev.doorbell.provider.DoorbellProvider"})
  void theProviderThatIsFirstIsNoFinding(String name) throws Exception {
    Report report = machine.with("doorbell.devices", "none").providers(name, "SUN").examine();
    assertTrue(
        report.findings().stream().noneMatch(it -> it.code() == FindingCode.PROVIDER_NOT_FIRST));
  }

  @Test
  void nativeAccessThatNobodyGranted() throws Exception {
    Report report = machine.withoutNativeAccess().examine();
    assertSays(
        finding(report, FindingCode.NO_NATIVE_ACCESS),
        "JVM",
        "not given native access",
        "--enable-native-access=ALL-UNNAMED (module path:"
            + " --enable-native-access=dev.doorbell.offload)");
    assertFalse(report.healthy());
  }

  @Test
  void noAgent() throws Exception {
    Report report = machine.with("doorbell.devices", "none").withoutAgent().examine();
    assertSays(
        finding(report, FindingCode.AGENT_NOT_LOADED),
        "agent",
        "java.util.zip is the JDK's",
        "-javaagent:provider.jar");
    assertTrue(report.healthy());
  }

  @ParameterizedTest
  @CsvSource({
    "auto, libisal.so.2, NOTE",
    "auto, libdeflate.so.0, NOTE",
    "isal, libisal.so.2, PROBLEM",
    "libdeflate, libdeflate.so.0, PROBLEM",
  })
  void aLibraryThatIsNotThere(String choice, String name, Severity severity) {
    Finding finding =
        libraries(choice, new LibraryReport(name, "apt-get install x", false, "gone"));
    assertEquals(FindingCode.LIBRARY_ABSENT, finding.code());
    assertSays(finding, name, "gone", "apt-get install x");
    assertEquals(severity, finding.severity());
  }

  @Test
  void theRealLibrariesNameTheirPackages() throws Exception {
    // Whichever of them this machine lacks.
    for (Finding finding : machine.with("doorbell.devices", "none").examine().findings()) {
      if (finding.code() == FindingCode.LIBRARY_ABSENT) {
        assertTrue(finding.fix().matches("apt-get install (libisal2|libdeflate0)"), finding::fix);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"jdk, libisal.so.2, false", "libdeflate, libisal.so.2, false", "auto, x, true"})
  void libraryThatIsNotWantedOrThereIsNoFinding(String choice, String name, boolean usable) {
    assertEquals(AGENT_ONLY, libraries(choice, new LibraryReport(name, "", usable, "")).code());
  }

  /** What is found where nothing is wrong. */
  private static final FindingCode AGENT_ONLY = FindingCode.AGENT_NOT_LOADED;

  private static Finding libraries(String choice, LibraryReport library) {
    Places places =
        new Places(
            Path.of("pci"), Path.of("x"), List.of("Doorbell"), "provider.jar", true, false, false);
    OffloadConfig config = OffloadConfig.of(Map.of("doorbell.codec.library", choice));
    return ApplicationExam.of(config, places, List.of(library)).getLast();
  }

  @Test
  void everyReasonOfDiscoveryAndBindingHasACode() throws Exception {
    Stream<String> discovery =
        Arrays.stream(dev.doorbell.offload.device.Finding.Reason.values()).map(Enum::name);
    Stream<String> binding =
        Stream.of(
            "ALL_QUEUES_BUSY",
            "NO_PERMISSION",
            "OPEN_FAILED",
            "ISOLATED",
            "KNOWN_ANSWER_FAILED",
            "RETIRED",
            "BARRED",
            "LOST",
            "NOT_READY",
            "CLOSED");
    Stream.concat(discovery, binding)
        .forEach(reason -> assertNotEquals(null, DeviceExam.code(reason)));
  }

  @Test
  void problemsComeBeforeNotes() throws Exception {
    List<Severity> severities =
        machine.withoutAgent().providers("SUN").examine().findings().stream()
            .map(Finding::severity)
            .toList();
    assertEquals(severities.stream().sorted().toList(), severities);
    assertTrue(severities.contains(Severity.NOTE) && severities.contains(Severity.PROBLEM));
  }
}
