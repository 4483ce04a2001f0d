package dev.doorbell.kerneltest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorbell.offload.Offload;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes on the same devices. */
class ProcessesTest {
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void wellBehaved() {
    Knobs.reset();
  }

  @AfterEach
  void nobodyIsLeft() throws InterruptedException {
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    Knobs.reset();
    Knobs.await(
        "all queues free", () -> Knobs.SEC_V3.get("in_use") == 0 && Knobs.SEC_V3.get("bonds") == 0);
  }

  private Process child(String user, String... arguments) throws IOException {
    return childOn(ProcessBuilder.Redirect.PIPE, user, arguments);
  }

  private Process childOn(ProcessBuilder.Redirect stdin, String user, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (user != null) {
      command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
    }
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file"),
            "-cp",
            System.getProperty("java.class.path")));
    command.add(ChildMain.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(stdin)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(process);
    return process;
  }

  private static void expect(Process child, String line) throws IOException {
    BufferedReader reader = child.inputReader();
    String got = reader.readLine();
    assertEquals(line, got, "the child's line");
  }

  private static void expectAll(Process child, String... lines) throws IOException {
    for (String line : lines) {
      expect(child, line);
    }
  }

  @Test
  void threeProcessesShareADeviceOfEightQueues() throws Exception {
    List<Process> others =
        List.of(child(null, Knobs.SEC_V3.name(), "work"), child(null, Knobs.SEC_V3.name(), "work"));
    try (Offload offload = Guest.ready(Knobs.SEC_V3.name())) {
      Workload workload = new Workload(offload, 9);
      for (Process process : others) {
        expect(process, "ready");
        workload.ciphers(1000);
      }
      for (Process process : others) {
        expect(process, "worked");
        assertEquals(0, process.waitFor());
      }
      workload.ciphers(1000);
      assertEquals(15, Guest.jobs(offload, Knobs.SEC_V3.name()), "three rounds on the device");
    }
  }

  @Test
  void whoFindsNoFreeQueueWorksInSoftware() throws Exception {
    Offload first = Guest.ready(Knobs.SEC_V3.name(), "doorbell.queues", "8");
    try (Offload second = Guest.offload(Knobs.SEC_V3.name())) {
      Knobs.await("all taken", () -> Knobs.SEC_V3.get("in_use") == 8);
      new Workload(second, 3).ciphers(1000);
      assertEquals(0, Guest.jobs(second, Knobs.SEC_V3.name()));
      first.close();
      Knobs.await(
          "the second gets its queue: " + second.devices(),
          () -> Guest.report(second, Knobs.SEC_V3).state().equals("ACTIVE"));
      new Workload(second, 4).ciphers(1000);
      assertTrue(Guest.jobs(second, Knobs.SEC_V3.name()) > 0);
    } finally {
      first.close();
    }
  }

  /**
   * The descriptor of a queue in use becomes standard input of a child, which stops the queue under
   * its parent. Close-on-exec keeps this from happening by itself; {@code dup2} takes it away here.
   */
  @Test
  void aForkedChildThatStopsTheInheritedQueueCostsNoCall() throws Exception {
    Knobs sec = Knobs.SEC_V3;
    try (Offload offload =
        Guest.ready(
            sec.name(),
            "doorbell.deadline.floor.ms",
            "400",
            "doorbell.deadline.ceiling.ms",
            "2000")) {
      FaultsTest.Workers workers =
          new FaultsTest.Workers(offload, workload -> workload.ciphers(1000));
      Process child;
      try {
        workers.awaitRounds(2);
        int stdin = Descriptors.dup(0);
        Descriptors.dup2(Descriptors.of(sec.node()), 0);
        try {
          child = childOn(ProcessBuilder.Redirect.INHERIT, null, sec.name(), "inherited");
        } finally {
          Descriptors.dup2(stdin, 0);
          Guest.CALLS.close(stdin);
        }
        expectAll(child, "mmap -17", "put 0", "start 0", "put 0");
        Knobs.await(
            "the loss was noticed: " + offload.devices(),
            () -> workers.failed() || !Guest.report(offload, sec).evictions().isEmpty());
        long jobs = Guest.jobs(offload, sec.name());
        Knobs.await(
            "new queues are in use: " + offload.devices(),
            () -> workers.failed() || Guest.jobs(offload, sec.name()) > jobs + 4);
        assertEquals(2, sec.get("in_use"), "the child still holds the old one");
        child.destroyForcibly().waitFor();
        Knobs.await("the old one is free", () -> sec.get("in_use") == 1);
        workers.awaitRounds(2);
      } finally {
        workers.stop();
      }
    }
  }

  @Test
  void aProcessKilledInMidJobFreesItsQueue() throws Exception {
    Process child = child(null, Knobs.SEC_V3.name(), "hang");
    expect(child, "ready");
    Knobs.SEC_V3.set("hold", 1);
    child.getOutputStream().write('\n');
    child.getOutputStream().flush();
    Knobs.await("its job is pending", () -> Knobs.SEC_V3.get("pending") > 0);
    child.destroyForcibly().waitFor();
    Knobs.await("its queue is free", () -> Knobs.SEC_V3.get("in_use") == 0);
    Knobs.SEC_V3.set("hold", 0);
    try (Offload offload = Guest.ready(Knobs.SEC_V3.name())) {
      new Workload(offload, 5).ciphers(1000);
    }
  }

  @Test
  void anOrdinaryUserIsToldAboutThePermissionAndWorksInSoftware() throws Exception {
    Process child = child("65534", Knobs.SEC_V3.name(), "unusable");
    expect(child, "NO_PERMISSION");
    expect(child, "open -13");
    expect(child, "doctor [NO_PERMISSION]");
    expect(child, "worked");
    assertEquals(0, child.waitFor());
  }
}
