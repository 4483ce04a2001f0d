package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.doctor.Doctor;
import dev.doorbell.doctor.Finding;
import dev.doorbell.doctor.FindingCode;
import dev.doorbell.doctor.Places;
import dev.doorbell.doctor.Report;
import dev.doorbell.offload.OffloadConfig;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says in situations that this kernel really is in. */
class DoctorTest {
  private static final Knobs ZIP = Knobs.ZIP_V3;

  @BeforeEach
  @AfterEach
  void wellBehaved() {
    Knobs.reset();
  }

  static Report examine(String devices) throws InterruptedException {
    return Doctor.examine(
        OffloadConfig.of(
            Map.of(
                "doorbell.devices", devices,
                "doorbell.deadline.floor.ms", "400",
                "doorbell.deadline.ceiling.ms", "2000")),
        Places.ofThisJvm());
  }

  /** What is said about {@code subject}. */
  static Set<FindingCode> about(Report report, String subject) {
    Set<FindingCode> codes = EnumSet.noneOf(FindingCode.class);
    report.findings().stream()
        .filter(it -> it.subject().equals(subject))
        .forEach(it -> codes.add(it.code()));
    return codes;
  }

  private static void says(FindingCode code) throws InterruptedException {
    String name = ZIP.name();
    Report report = examine(name);
    assertEquals(Set.of(code), about(report, name), () -> report.findings().toString());
    assertTrue(
        report.findings().stream()
            .filter(it -> it.code() == code)
            .allMatch(it -> it.severity() == Finding.Severity.PROBLEM && !it.fix().isBlank()),
        () -> "a problem, with what to do: " + report.findings());
    assertEquals(0, ZIP.get("in_use"), "queues that the doctor took");
  }

  @Test
  void nothingIsSaidAboutADeviceThatWorks() throws InterruptedException {
    Report report = examine(ZIP.name());
    assertEquals(Set.of(), about(report, ZIP.name()), () -> report.findings().toString());
    assertEquals(Set.of(FindingCode.NOT_CONFIGURED), about(report, Knobs.ZIP_V2.name()));
    assertEquals(0, ZIP.get("in_use"), "queues that the doctor took");
  }

  @ParameterizedTest
  @CsvSource({"no_sva, 1, NO_SVA", "api, 1, UNSUPPORTED_API", "api, 2, UNSUPPORTED_API"})
  void aDeviceThatCannotBeDriven(String knob, int value, FindingCode code)
      throws InterruptedException {
    ZIP.registerWith(knob, value);
    try {
      says(code);
    } finally {
      ZIP.registerWith(knob, 0);
    }
  }

  @Test
  void anIsolatedDevice() throws InterruptedException {
    ZIP.isolate();
    says(FindingCode.ISOLATED);
  }

  @Test
  void aMissingNode() throws Exception {
    Files.delete(ZIP.node());
    try {
      says(FindingCode.NO_NODE);
    } finally {
      ZIP.registerWith("api", 0);
    }
  }

  @Test
  void allQueuesInTheHandsOfOthers() throws InterruptedException {
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      held.add(Guest.CALLS.open(ZIP.node().toString(), 2));
    }
    try {
      String name = ZIP.name();
      Report report = examine(name);
      assertEquals(
          Set.of(FindingCode.ALL_QUEUES_BUSY),
          about(report, name),
          () -> report.findings().toString());
    } finally {
      held.forEach(Guest.CALLS::close);
    }
  }

  @ParameterizedTest
  @CsvSource({"open_errno, 5", "ctx_errno, 5", "mmap_errno, 12", "start_errno, 110", "reset, 1"})
  void aQueueThatTheKernelRefuses(String knob, int value) throws InterruptedException {
    ZIP.set(knob, value);
    says(FindingCode.OPEN_FAILED);
  }

  @Test
  void aDeviceThatGivesWrongAnswers() throws InterruptedException {
    ZIP.set("next_corrupt", 1000);
    says(FindingCode.KNOWN_ANSWER_FAILED);
  }

  /** Lost each time that it is asked for a known answer: barred in the end, if the doctor waits. */
  @Test
  void aDeviceThatNeverAnswers() throws InterruptedException {
    String name = ZIP.name();
    ZIP.set("hold", 1);
    Report report = examine(name);
    Set<FindingCode> codes = about(report, name);
    System.out.println("  never answers: " + codes);
    assertTrue(
        Set.of(Set.of(FindingCode.BARRED), Set.of(FindingCode.LOST)).contains(codes),
        () -> report.findings().toString());
  }

  @Test
  void aDeviceThatIsGone() throws InterruptedException {
    String name = ZIP.name();
    ZIP.set("remove", 1);
    Report report = examine(name);
    assertEquals(
        Set.of(FindingCode.NOT_FOUND), about(report, name), () -> report.findings().toString());
  }

  @Test
  void aKernelWithoutUacce() throws Exception {
    Guest.unloadModules();
    try {
      Report report = examine("auto");
      assertTrue(
          report.findings().stream()
              .anyMatch(it ->
                  it.code() == FindingCode.NO_CLASS_DIRECTORY
                      && it.severity() == Finding.Severity.PROBLEM),
          () -> report.findings().toString());
    } finally {
      Guest.loadModules();
    }
  }

  @Test
  void driversWithoutADevice() throws InterruptedException {
    Knobs.ALL.forEach(device -> device.set("remove", 1));
    Report report = examine("auto");
    assertTrue(
        report.findings().stream().anyMatch(it -> it.code() == FindingCode.NO_DEVICE_LISTED),
        () -> report.findings().toString());
  }
}
