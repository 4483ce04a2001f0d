package dev.doorbell.examples.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bean and events in processes of their own: the shared instance, and what may be missing. */
class TelemetryLifeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"server-first", "server-later"})
  void theSharedInstanceHasItsBeanFromTheFirstUseToTheClose(String order) throws Exception {
    ChildJvm.End end =
        ChildJvm.run(
            folder, "", List.of("-Ddoorbell.devices=none"), SharedBeanMain.class.getName(), order);
    assertEquals(0, end.exitCode(), end.output());
    assertTrue(end.output().contains("registered true"), end.output());
    assertTrue(end.output().contains("off everything NO_DEVICE"), end.output());
    assertTrue(end.output().contains("after the close false"), end.output());
  }

  @Test
  void withoutJfrAndJmxEverythingElseWorksAndOneLineSaysSo() throws Exception {
    ChildJvm.End end =
        ChildJvm.run(
            folder,
            "",
            List.of(
                "--limit-modules=java.base,java.logging",
                "-Ddoorbell.devices=twin",
                "-Ddoorbell.route.min.bytes=0"),
            BareMain.class.getName());
    assertEquals(0, end.exitCode(), end.output());
    assertTrue(end.output().contains("this JVM has no module jdk.jfr"), end.output());
    assertTrue(end.output().contains("this JVM has no module java.management"), end.output());
    assertTrue(end.output().contains("job hisi_zip-0"), end.output());
    assertFalse(end.output().contains("Error"), end.output());
  }

  @Test
  void withoutHdrHistogramEverythingElseWorksAndOneLineSaysSo() throws Exception {
    String path =
        Arrays.stream(ChildJvm.classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains("HdrHistogram"))
            .collect(Collectors.joining(File.pathSeparator));
    ChildJvm.End end =
        ChildJvm.run(
            folder,
            "",
            path,
            List.of("-Ddoorbell.devices=twin", "-Ddoorbell.route.min.bytes=0"),
            BareMain.class.getName());
    assertEquals(0, end.exitCode(), end.output());
    assertTrue(end.output().contains("HdrHistogram is not there"), end.output());
    assertTrue(end.output().contains("job hisi_zip-0"), end.output());
    assertTrue(end.output().contains("latencies 0"), end.output());
  }

  @Test
  void aContainerMayDropTheClassLoaderWhileTheRecorderGoesOn() throws Exception {
    ChildJvm.End end =
        ChildJvm.run(
            folder,
            "",
            List.of(
                "-Xmx128m",
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-XX:StartFlightRecording:filename=" + folder.resolve("container.jfr")),
            ContainerApp.class.getName());
    assertEquals(0, end.exitCode(), end.output());
  }
}
